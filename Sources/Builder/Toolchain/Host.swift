/// The machine that the tool was built for, in Go's words.
enum Host {
    static var system: String {
        #if os(macOS)
            "darwin"
        #else
            "linux"
        #endif
    }

    static var architecture: String {
        #if arch(arm64)
            "arm64"
        #elseif arch(x86_64)
            "amd64"
        #else
            ""
        #endif
    }
}
