/// What a distribution's command line can be asked for.
enum Command: String, CaseIterable {
    case run = ""
    case components
    case validate
    case printConfig = "print-config"
    case featureGate = "featuregate"
    case test
    case bench
    case healthcheck

    /// The command called `name`, under an older name too.
    init?(name: String) {
        if name == "print-initial-config" {
            self = .printConfig
        } else {
            self.init(rawValue: name)
        }
    }

    /// What it does, in one line.
    var summary: String {
        switch self {
        case .run: "Runs the collector until it is told to stop"
        case .components: "Lists the components of this distribution"
        case .validate: "Checks the configuration without running the collector"
        case .printConfig: "Prints the configuration with its defaults, secrets redacted"
        case .featureGate: "Lists the feature gates, or shows one of them"
        case .test: "Compares what the pipelines make of given telemetry with what is expected"
        case .bench: "Measures what the pipelines cost, component by component"
        case .healthcheck: "Asks the health_check extension of a running collector, and fails unless it is healthy"
        }
    }

    /// The flags that it takes.
    var flags: [Flag] {
        let help = Flag(name: "help", short: "h", arity: .none, help: "Shows this help.")
        let version = Flag(name: "version", short: "v", arity: .none, help: "Shows the version.")
        let config = Flag(
            name: "config",
            arity: .values,
            valueName: "location",
            help: "Where the configuration is: a file or scheme:…; may be repeated, later ones win."
        )
        let set = Flag(
            name: "set",
            arity: .values,
            valueName: "key=value",
            help: "Sets one key, over every --config; '.' separates the levels."
        )
        let gates = Flag(
            name: "feature-gates",
            arity: .values,
            valueName: "list",
            help: "Feature gates to enable, with '-' before a name to disable it."
        )
        switch self {
        case .run: return [config, set, gates, version, help]
        case .validate: return [config, set, gates, help]
        case .components:
            return [
                Flag(
                    name: "provenance",
                    arity: .none,
                    help: "Shows what this binary was built from: the manifest, its lock and the revision."
                ),
                help,
            ]
        case .featureGate: return [gates, help]
        case .test:
            let record = Flag(name: "record", arity: .none, help: "Writes down what comes out as what is expected.")
            return [config, set, gates, record, help]
        case .bench: return [config, set, gates] + BenchSettings.flags + [help]
        case .healthcheck:
            return [
                Flag(
                    name: "endpoint",
                    arity: .value,
                    valueName: "url",
                    help: "Where the extension listens; \(HealthcheckCommand.defaultEndpoint) by default."
                ),
                Flag(
                    name: "timeout",
                    arity: .value,
                    valueName: "seconds",
                    help: "How long the answer may take; \(HealthcheckCommand.defaultTimeout) by default."
                ),
                help,
            ]
        case .printConfig:
            return [
                config, set, gates,
                Flag(
                    name: "format",
                    arity: .value,
                    valueName: "yaml|json",
                    help: "How it is printed; yaml by default."
                ),
                Flag(
                    name: "mode",
                    arity: .value,
                    valueName: "redacted|unredacted",
                    help: "Whether secrets are shown; redacted by default."
                ),
                Flag(name: "validate", arity: .none, help: "Checks it before; --validate=false does not."),
                help,
            ]
        }
    }

    /// What it takes beside flags.
    var operand: String? {
        switch self {
        case .featureGate: "[id]"
        case .test: "[case]..."
        case .run, .components, .validate, .printConfig, .bench, .healthcheck: nil
        }
    }

    /// How many of those it takes.
    var mostOperands: Int {
        switch self {
        case .featureGate: 1
        case .test: .max
        case .run, .components, .validate, .printConfig, .bench, .healthcheck: 0
        }
    }
}
