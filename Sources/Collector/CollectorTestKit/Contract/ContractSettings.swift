internal import CollectorAPI
internal import CollectorConfig

/// What a component does with the endpoints of its settings.
enum ContractEndpoints {
    case none
    /// It listens there: on trial, on a port that the system picks.
    case listens
    /// It sends there: on trial, to a port of this machine where nobody listens, so that an example may name a real server.
    case sends
}

/// The settings that a factory is tried with, and what was wrong with getting them.
struct ContractSettings<F: Factory> {
    /// The settings by the name of where they come from, with endpoints that suit a trial.
    private(set) var usable: [(name: String, config: F.Config)] = []
    private(set) var violations: [String] = []

    init(_ factory: F, _ examples: [ContractExample], _ endpoints: ContractEndpoints) {
        var diagnostics: [ConfigDiagnostic] = []
        let standard = F.Config.decode(ConfigNode(.null), at: [], into: &diagnostics)
        if !diagnostics.hasErrors {
            add("the default", standard, endpoints)
        } else if examples.isEmpty {
            violations.append("the default settings are invalid, and there is no example of valid ones")
        }
        for example in examples { add(example, endpoints) }
    }

    private mutating func add(_ example: ContractExample, _ endpoints: ContractEndpoints) {
        do throws(ConfigErrors) {
            add(example.name, try F.Config.decode(yaml: example.text), endpoints)
        } catch {
            violations.append("\(example.name): \(error)")
        }
    }

    private mutating func add(_ name: String, _ config: F.Config, _ endpoints: ContractEndpoints) {
        let printed = config.encoded(redacted: false)
        var diagnostics: [ConfigDiagnostic] = []
        let read = F.Config.decode(printed, at: [], into: &diagnostics)
        if diagnostics.hasErrors {
            violations.append("\(name): its printed form cannot be read: \(diagnostics.map(\.description))")
        } else if read.encoded(redacted: false) != printed {
            violations.append("\(name): its printed form reads back as other settings")
        }
        guard endpoints != .none else {
            usable.append((name, config))
            return
        }
        let suited = F.Config.decode(endpoints.suited(printed), at: [], into: &diagnostics)
        usable.append((name, diagnostics.hasErrors ? config : suited))
    }
}

extension ContractEndpoints {
    /// Nobody listens there: it is the port of the discard service, which no system offers any more.
    private static let nowhere = "127.0.0.1:9"

    /// `node` with every endpoint changed for a trial.
    func suited(_ node: ConfigNode) -> ConfigNode {
        var node = node
        switch node.value {
        case .mapping(let entries):
            node.value = .mapping(entries.map { ConfigEntry($0.key, endpoint($0) ?? suited($0.value)) })
        case .sequence(let elements):
            node.value = .sequence(elements.map(suited))
        case .null, .bool, .int, .uint, .double, .string: break
        }
        return node
    }

    private func endpoint(_ entry: ConfigEntry) -> ConfigNode? {
        guard let text = entry.value.string, !text.isEmpty else { return nil }
        switch self {
        case .none: return nil
        case .listens:
            guard entry.key == "endpoint", let colon = text.lastIndex(of: ":") else { return nil }
            return ConfigNode(.string("\(text[..<colon]):0"))
        case .sends:
            guard entry.key == "endpoint" || entry.key.hasSuffix("_endpoint"), !text.hasPrefix("unix:") else {
                return nil
            }
            // As in dns:///backend:4317.
            let start = text[(text.firstRange(of: "://")?.upperBound ?? text.startIndex)...].drop { $0 == "/" }
                .startIndex
            let end = text[start...].firstIndex(of: "/") ?? text.endIndex
            return ConfigNode(.string(text[..<start] + Self.nowhere + text[end...]))
        }
    }
}
