public import CollectorAPI
internal import CollectorConfig
internal import Glibc

/// The contract suite as a program: `swift-ocb check-component` builds it around a component, and runs it with the
/// component's folder.
public enum ContractProgram {
    /// Checks `factory`, prints a report, and ends the process: with 1 where something is wrong.
    public static func main(_ factory: some ReceiverFactory, identity: String) -> Never {
        let signals = Dictionary(uniqueKeysWithValues: factory.stability.map { ($0.key.rawValue, $0.value) })
        run(factory, ComponentFacts(.receiver, factory, signals), identity) {
            await Contract.violations(of: factory, examples: $0)
        }
    }

    /// Checks `factory`, prints a report, and ends the process: with 1 where something is wrong.
    public static func main(_ factory: some ProcessorFactory, identity: String) -> Never {
        let signals = Dictionary(uniqueKeysWithValues: factory.stability.map { ($0.key.rawValue, $0.value) })
        run(factory, ComponentFacts(.processor, factory, signals), identity) {
            await Contract.violations(of: factory, examples: $0)
        }
    }

    /// Checks `factory`, prints a report, and ends the process: with 1 where something is wrong.
    public static func main(_ factory: some ExporterFactory, identity: String) -> Never {
        let signals = Dictionary(uniqueKeysWithValues: factory.stability.map { ($0.key.rawValue, $0.value) })
        run(factory, ComponentFacts(.exporter, factory, signals), identity) {
            await Contract.violations(of: factory, examples: $0)
        }
    }

    /// Checks `factory`, prints a report, and ends the process: with 1 where something is wrong.
    public static func main(_ factory: some ConnectorFactory, identity: String) -> Never {
        let signals = Dictionary(uniqueKeysWithValues: factory.stability.map { ($0.key.description, $0.value) })
        run(factory, ComponentFacts(.connector, factory, signals), identity) {
            await Contract.violations(of: factory, examples: $0)
        }
    }

    /// Checks `factory`, prints a report, and ends the process: with 1 where something is wrong.
    public static func main(_ factory: some ExtensionFactory, identity: String) -> Never {
        run(factory, ComponentFacts(.extension, factory, ["extension": factory.stability]), identity) {
            await Contract.violations(of: factory, examples: $0)
        }
    }

    /// Checks `factory`, prints a report, and ends the process: with 1 where something is wrong.
    public static func main(_ factory: some ProviderFactory, identity: String) -> Never {
        run(factory, ComponentFacts(.provider, factory, [:]), identity) {
            await Contract.violations(of: factory, examples: $0)
        }
    }

    private static func run<F: Factory>(
        _ factory: F,
        _ facts: ComponentFacts,
        _ identity: String,
        _ violations: @escaping @Sendable ([ContractExample]) async -> [String]
    ) -> Never {
        let words = CommandLine.arguments.dropFirst()
        let folder = words.first { !$0.hasPrefix("--") } ?? "."
        if words.contains("--identity") { end(identity + "\n", failed: false) }
        let examples = ContractExample.all(in: "\(folder)/Examples")
        var report = ContractReport(title: "\(facts.type) \(facts.kind) in \(folder)")
        report.checks = documents(F.Config.self, facts, folder, examples, updates: words.contains("--update"))
        let prepared = report
        Task.detached {
            var report = prepared
            report.add(await violations(examples), of: ["the default"] + examples.map(\.name))
            end(report.text, failed: report.failures > 0)
        }
        while true { pause() }
    }

    /// What stands in files beside the code.
    private static func documents<Config: Settings>(
        _ settings: Config.Type,
        _ facts: ComponentFacts,
        _ folder: String,
        _ examples: [ContractExample],
        updates: Bool
    ) -> [ContractReport.Check] {
        let metadata = TextFile.read("\(folder)/component.yaml")
        return [
            ContractReport.Check(
                name: "component.yaml",
                violations: metadata.map(facts.differences) ?? ["it cannot be read"]
            ),
            ContractReport.Check(name: "declaration of the settings", violations: Config.declarationProblems()),
            ContractReport.Check(
                name: "Examples",
                violations: examples.isEmpty ? ["there is no .yaml file: write one for each way to use it"] : []
            ),
            readme(Config.markdownTable(), "\(folder)/README.md", updates: updates),
            schema(Config.jsonSchema(title: "\(facts.type) \(facts.kind)"), "\(folder)/schema.json", updates: updates),
        ]
    }

    /// By its schema, the builder checks a component's settings before compiling.
    private static func schema(_ schema: String, _ path: String, updates: Bool) -> ContractReport.Check {
        var check = ContractReport.Check(name: "schema.json")
        let present = TextFile.read(path)
        guard present != schema else { return check }
        if updates {
            if TextFile.write(schema, to: path) {
                check.note = "it was written"
            } else {
                check.violations = ["it cannot be written"]
            }
        } else if present == nil {
            check.note = "there is none; --update writes it"
        } else {
            check.violations = ["it is not what the settings declare; --update writes it"]
        }
        return check
    }

    private static func readme(_ table: String, _ path: String, updates: Bool) -> ContractReport.Check {
        var check = ContractReport.Check(name: "README.md")
        guard let text = TextFile.read(path) else {
            check.violations = ["it cannot be read"]
            return check
        }
        guard let place = SettingsTable(in: text), place.present != table else { return check }
        if updates {
            let isWritten = TextFile.write(place.text(with: table), to: path)
            if isWritten {
                check.note = "the table of settings was written"
            } else {
                check.violations = ["it cannot be written"]
            }
        } else if place.present.isEmpty {
            check.note = "the table of settings is empty; --update writes it"
        } else {
            check.violations = ["the table of settings is not what the settings declare; --update writes it"]
        }
        return check
    }

    private static func end(_ text: String, failed: Bool) -> Never {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { break }
            rest = rest.dropFirst(max(count, 0))
        }
        exit(failed ? 1 : 0)
    }
}
