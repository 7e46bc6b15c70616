internal import CollectorConfig
internal import Glibc

/// Reads environment variables: `NAME`, or `NAME:-default` for one that may be unset.
struct EnvProvider: ConfigProvider {
    let scheme = "env"

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        let separator = opaque.firstRange(ofText: ":-")
        let name = String(separator.map { opaque[..<$0.lowerBound] } ?? opaque[...])
        guard Self.isName(name) else {
            throw ProviderError(
                "environment variable \"\(name)\" has invalid name: must match regex ^[a-zA-Z_][a-zA-Z0-9_]*$"
            )
        }
        guard let value = getenv(name) else {
            if let separator { return RetrievedConfig(String(opaque[separator.upperBound...])) }
            return RetrievedConfig("", warnings: ["Configuration references unset environment variable \"\(name)\""])
        }
        guard let text = String(validatingCString: value) else {
            throw ProviderError("environment variable \"\(name)\" is not UTF-8")
        }
        return RetrievedConfig(text)
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
}
