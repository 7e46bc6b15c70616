public import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// The contract that every component keeps, checked through its factory.
///
/// Each function runs the component with its default settings and with every example, and returns what breaks the
/// contract, a sentence each; nothing when all is well:
/// - settings: the default ones are valid or there is an example, every example is valid, and print-config's form reads
///   back as the same settings;
/// - lifecycle: created, shut down without a start, started and shut down, twice; no task left behind;
/// - flow: what the next component refuses is refused, or owned and reported; consuming does not hold a loop.
public enum Contract {
    /// What `factory` breaks.
    public static func violations(of factory: any ReceiverFactory, examples: [ContractExample]) async -> [String] {
        await receiver(factory, examples)
    }

    /// What `factory` breaks.
    public static func violations(of factory: any ProcessorFactory, examples: [ContractExample]) async -> [String] {
        await processor(factory, examples)
    }

    /// What `factory` breaks.
    public static func violations(of factory: any ExporterFactory, examples: [ContractExample]) async -> [String] {
        await exporter(factory, examples)
    }

    /// What `factory` breaks.
    public static func violations(of factory: any ConnectorFactory, examples: [ContractExample]) async -> [String] {
        await connector(factory, examples)
    }

    /// What `factory` breaks.
    public static func violations(of factory: any ExtensionFactory, examples: [ContractExample]) async -> [String] {
        await `extension`(factory, examples)
    }

    /// What `factory` breaks.
    public static func violations(of factory: any ProviderFactory, examples: [ContractExample]) async -> [String] {
        await provider(factory, examples)
    }

    private static func receiver<F: ReceiverFactory>(_ factory: F, _ examples: [ContractExample]) async -> [String] {
        let settings = ContractSettings(factory, examples, .listens)
        var violations = settings.violations + factoryViolations(factory, signals: factory.stability.count)
        let signals = Set(factory.stability.keys)
        for (name, config) in settings.usable {
            var trial = ContractTrial("\(name)")
            await trial.lifecycle {
                let outputs = RecordingOutputs().receiver(signals)
                return Erased(try factory.receiver(config, .test(factory.type, kind: .receiver), outputs))
            }
            violations += trial.violations
        }
        return violations
    }

    private static func processor<F: ProcessorFactory>(_ factory: F, _ examples: [ContractExample]) async -> [String] {
        let settings = ContractSettings(factory, examples, .none)
        var violations = settings.violations + factoryViolations(factory, signals: factory.stability.count)
        for (name, config) in settings.usable {
            for signal in factory.stability.keys.sorted() where ContractExample.applies(name, to: signal) {
                violations += await signal.contractData.processor(factory, config, "\(name), \(signal)")
            }
        }
        return violations
    }

    private static func exporter<F: ExporterFactory>(_ factory: F, _ examples: [ContractExample]) async -> [String] {
        let settings = ContractSettings(factory, examples, .sends)
        var violations = settings.violations + factoryViolations(factory, signals: factory.stability.count)
        for (name, config) in settings.usable {
            for signal in factory.stability.keys.sorted() {
                violations += await signal.contractData.exporter(factory, config, "\(name), \(signal)")
            }
        }
        return violations
    }

    private static func connector<F: ConnectorFactory>(_ factory: F, _ examples: [ContractExample]) async -> [String] {
        let settings = ContractSettings(factory, examples, .none)
        var violations = settings.violations + factoryViolations(factory, signals: factory.stability.count)
        for (name, config) in settings.usable {
            for signal in Set(factory.stability.keys.map(\.from)).sorted() {
                violations += await signal.contractData.connector(factory, config, "\(name), \(signal)")
            }
        }
        return violations
    }

    private static func `extension`<F: ExtensionFactory>(_ factory: F, _ examples: [ContractExample]) async -> [String]
    {
        let settings = ContractSettings(factory, examples, .listens)
        var violations = settings.violations + factoryViolations(factory, signals: 1)
        for (name, config) in settings.usable {
            var trial = ContractTrial("\(name)")
            await trial.lifecycle { Erased(try factory.make(config, .test(factory.type, kind: .extension))) }
            violations += trial.violations
        }
        return violations
    }

    private static func provider<F: ProviderFactory>(_ factory: F, _ examples: [ContractExample]) async -> [String] {
        let settings = ContractSettings(factory, examples, .none)
        var violations = settings.violations + factoryViolations(factory, signals: 1)
        let provider = factory.provider()
        if provider.scheme != factory.type.name {
            violations.append("the scheme \"\(provider.scheme)\" is not the type \"\(factory.type)\"")
        }
        await provider.shutdown()
        return violations
    }

    private static func factoryViolations(_ factory: some Factory, signals: Int) -> [String] {
        var violations: [String] = []
        for type in [factory.type] + factory.deprecatedAliases where ComponentType(type.name) == nil {
            violations.append("\"\(type.name)\" is not a legal type")
        }
        if signals == 0 { violations.append("no signal is supported") }
        if factory.deprecatedAliases.contains(factory.type) { violations.append("the type is an alias of itself") }
        return violations
    }
}

/// A component of any kind.
struct Erased: Component {
    let component: any Component

    init(_ component: any Component) {
        self.component = component
    }

    func start(_ host: any Host) async throws { try await component.start(host) }
    func shutdown() async throws { try await component.shutdown() }
}
