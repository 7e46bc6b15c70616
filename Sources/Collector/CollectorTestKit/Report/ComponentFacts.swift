internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// What a factory says of itself, to be compared with its `component.yaml`.
struct ComponentFacts: Sendable {
    var kind: ComponentKind
    var type: String
    var aliases: [String]
    /// Signals, pairs of signals or the word `extension`, each with its stability in small letters.
    var signals: [String: String]

    init(_ kind: ComponentKind, _ factory: some Factory, _ signals: [String: Stability]) {
        self.kind = kind
        type = factory.type.name
        aliases = factory.deprecatedAliases.map(\.name)
        self.signals = signals.mapValues { $0.rawValue.lowercased() }
    }

    /// How `component.yaml`, whose text is `text`, differs from these facts.
    func differences(from text: String) -> [String] {
        let node: ConfigNode
        do throws(ConfigErrors) {
            node = try ConfigNode(yaml: text, source: "component.yaml")
        } catch {
            return error.diagnostics.map(\.description)
        }
        var differences: [String] = []
        func compare(_ key: String, _ written: String?, _ actual: String) {
            guard written != actual else { return }
            differences.append("\(key) is \(written ?? "missing"), and the factory says \(actual)")
        }
        compare("kind", node["kind"]?.text, kind.rawValue)
        compare("type", node["type"]?.text, type)
        compare("aliases", Self.list(node["aliases"]?.elements.compactMap(\.text) ?? []), Self.list(aliases))
        // A provider's factory does not tell its stability.
        guard kind != .provider else { return differences }
        let written = Dictionary(
            (node["signals"]?.entries ?? []).map { ($0.key, $0.value.text ?? "") },
            uniquingKeysWith: { first, _ in first }
        )
        for signal in Set(written.keys).union(signals.keys).sorted() {
            compare("the stability of \(signal)", written[signal], signals[signal] ?? "that it is not supported")
        }
        return differences
    }

    private static func list(_ names: [String]) -> String { "[\(names.sorted().joined(separator: ", "))]" }
}
