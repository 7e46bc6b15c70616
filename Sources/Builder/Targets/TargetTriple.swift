/// A kind of machine that distributions are built for, under the name that Swift has for it.
package struct TargetTriple: Sendable, Hashable {
    package let name: String
    /// In Go's and Debian's words.
    package let architecture: String
    /// Whether its C library is musl, which leaves nothing to be loaded at run time.
    package let isMusl: Bool

    private init(_ name: String, _ architecture: String, isMusl: Bool = false) {
        self.name = name
        self.architecture = architecture
        self.isMusl = isMusl
    }

    /// All that Swift SDKs give and that a collector can be built for.
    package static let all = [
        TargetTriple("x86_64-unknown-linux-gnu", "amd64"), TargetTriple("aarch64-unknown-linux-gnu", "arm64"),
        TargetTriple("x86_64-swift-linux-musl", "amd64", isMusl: true),
        TargetTriple("aarch64-swift-linux-musl", "arm64", isMusl: true),
    ]

    /// The one that `word` names: a triple, or the platform in Go's and Docker's words, such as `linux/arm64`.
    package init?(_ word: String) {
        guard let found = Self.all.first(where: { $0.name == word || (!$0.isMusl && $0.platform == word) }) else {
            return nil
        }
        self = found
    }

    /// The machine that the tool was built for; nil where that is none of them.
    package static var host: TargetTriple? {
        Host.system == "linux" ? TargetTriple("linux/\(Host.architecture)") : nil
    }

    /// In Go's and Docker's words.
    package var platform: String { "linux/\(architecture)" }

    /// The folder of Debian's libraries for it.
    var multiarch: String { (architecture == "arm64" ? "aarch64" : "x86_64") + (isMusl ? "-linux-musl" : "-linux-gnu") }

    /// Both names where there are two.
    var words: String { isMusl ? name : "\(platform) (\(name))" }
}
