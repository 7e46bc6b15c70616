import Fuzzing

@testable import CollectorConfig

/// Reads configuration texts: YAML, references, overrides, durations.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = FuzzInput(data, count)
    require(configurationSurvives(Array(input.rest)), "what was printed reads differently")
    expand(input.text)
    return 0
}

/// Expands `text`, whose references lead to itself.
private func expand(_ text: String) {
    let resolver = ConfigResolver(providers: [EchoProvider(text: text)])
    // Nothing in it suspends, so that it is over when the call returns.
    Task.immediate { _ = try? await resolver.resolve(["env:A"]) }
}

private struct EchoProvider: ConfigProvider {
    let scheme = "env"
    let text: String

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        guard opaque.utf8.count < 4 else { throw ProviderError("no such variable") }
        return RetrievedConfig(opaque == "A" ? text : String(text.prefix(opaque.utf8.count)))
    }
}
