internal import CollectorConfig

/// Takes the YAML that the URI itself holds.
struct YAMLProvider: ConfigProvider {
    let scheme = "yaml"

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        RetrievedConfig(opaque, source: "yaml:\(Self.keyPath(of: opaque))")
    }

    /// The key before the first value: it tells several such URIs apart, and unlike a value is no secret.
    private static func keyPath(of text: String) -> Substring {
        guard let colon = text.firstRange(ofText: ": ") else { return "" }
        let key = text[..<colon.lowerBound]
        return key.utf8.count <= 100 && key.allSatisfy { $0.isLetter || $0.isNumber || "_-/:.".contains($0) } ? key : ""
    }
}
