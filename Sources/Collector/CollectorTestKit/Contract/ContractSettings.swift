internal import CollectorAPI
internal import CollectorConfig

/// The settings that a factory is tried with, and what was wrong with getting them.
struct ContractSettings<F: Factory> {
    /// The settings by the name of where they come from; servers listen on a port that the system picks.
    private(set) var usable: [(name: String, config: F.Config)] = []
    private(set) var violations: [String] = []

    init(_ factory: F, _ examples: [ContractExample], listens: Bool) {
        var diagnostics: [ConfigDiagnostic] = []
        let standard = F.Config.decode(ConfigNode(.null), at: [], into: &diagnostics)
        if !diagnostics.hasErrors {
            add("the default", standard, listens)
        } else if examples.isEmpty {
            violations.append("the default settings are invalid, and there is no example of valid ones")
        }
        for example in examples { add(example, listens) }
    }

    private mutating func add(_ example: ContractExample, _ listens: Bool) {
        do throws(ConfigErrors) {
            add(example.name, try F.Config.decode(yaml: example.text), listens)
        } catch {
            violations.append("\(example.name): \(error)")
        }
    }

    private mutating func add(_ name: String, _ config: F.Config, _ listens: Bool) {
        let printed = config.encoded(redacted: false)
        var diagnostics: [ConfigDiagnostic] = []
        let read = F.Config.decode(printed, at: [], into: &diagnostics)
        if diagnostics.hasErrors {
            violations.append("\(name): its printed form cannot be read: \(diagnostics.map(\.description))")
        } else if read.encoded(redacted: false) != printed {
            violations.append("\(name): its printed form reads back as other settings")
        }
        guard listens else {
            usable.append((name, config))
            return
        }
        let anyPort = F.Config.decode(Self.onAnyPort(printed), at: [], into: &diagnostics)
        usable.append((name, diagnostics.hasErrors ? config : anyPort))
    }

    /// `node` with port 0 in every `endpoint`, so that tests do not get into each other's way.
    private static func onAnyPort(_ node: ConfigNode) -> ConfigNode {
        var node = node
        switch node.value {
        case .mapping(let entries):
            node.value = .mapping(entries.map { ConfigEntry($0.key, endpoint($0) ?? onAnyPort($0.value)) })
        case .sequence(let elements):
            node.value = .sequence(elements.map(onAnyPort))
        case .null, .bool, .int, .uint, .double, .string: break
        }
        return node
    }

    private static func endpoint(_ entry: ConfigEntry) -> ConfigNode? {
        guard entry.key == "endpoint", let text = entry.value.string, let colon = text.lastIndex(of: ":") else {
            return nil
        }
        return ConfigNode(.string("\(text[..<colon]):0"))
    }
}
