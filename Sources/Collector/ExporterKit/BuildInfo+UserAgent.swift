public import CollectorAPI

extension BuildInfo {
    /// What a client that exports says of itself: `Description/Version (os/arch)`, in printable ASCII.
    public var userAgent: String {
        let text = "\(description)/\(version) (\(Self.system)/\(Self.architecture))"
        return String(text.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" })
    }

    private static var system: String {
        #if os(Linux)
            "linux"
        #elseif os(macOS)
            "darwin"
        #else
            "unknown"
        #endif
    }

    /// In Go's names, which backends' filters know.
    private static var architecture: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }
}
