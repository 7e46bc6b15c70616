extension Templates {
    /// What `swift-ocb new` writes.
    package enum Component {
        package static var package: String { text(PackageResources.component_Package_swift_mustache) }
        package static var metadata: String { text(PackageResources.component_metadata_yaml_mustache) }
        package static var readme: String { text(PackageResources.component_README_md_mustache) }
        package static var gitignore: String { text(PackageResources.component_gitignore) }
        package static var contractTests: String { text(PackageResources.component_ContractTests_swift_mustache) }

        /// What differs from kind to kind.
        package struct Kind {
            package var summary: String
            package var signals: [String]
            var config: String
            var factory: String
            var component: String
            /// Sources beside those that every component has, by name.
            var more: [(name: String, text: String)] = []
            var tests: String
            /// The example that differs from the defaults: its name and text.
            var example: (name: String, text: String)
            var defaultExample: String
            var collector: String
            /// Cases of pipeline tests, by name.
            package var cases: [(name: String, text: String)] = []

            /// The files of a component whose module is `product`, by their paths.
            package func files(_ product: String) -> [(path: String, text: String)] {
                let sources = "Sources/\(product)"
                return [
                    ("\(sources)/Config.swift", config), ("\(sources)/Factory.swift", factory),
                    ("\(sources)/\(product).swift", component),
                ]
                    + more.map { ("\(sources)/\($0.name).swift", $0.text) }
                    + [
                        ("Tests/\(product)Tests/\(product)Tests.swift", tests),
                        ("Examples/default.yaml", defaultExample), ("Examples/\(example.name).yaml", example.text),
                        ("config.yaml", collector),
                    ] + cases.map { ("Cases/\($0.name).json", $0.text) }
            }
        }

        package static var receiver: Kind {
            Kind(
                summary: "Takes lines of text over HTTP, each as a log record.",
                signals: ["logs"],
                config: text(PackageResources.receiver_Config_swift_mustache),
                factory: text(PackageResources.receiver_Factory_swift_mustache),
                component: text(PackageResources.receiver_Component_swift_mustache),
                more: [("Lines", text(PackageResources.receiver_Lines_swift_mustache))],
                tests: text(PackageResources.receiver_Tests_swift_mustache),
                example: ("limited", text(PackageResources.receiver_example_yaml)),
                defaultExample: text(PackageResources.receiver_default_yaml),
                collector: text(PackageResources.receiver_config_yaml_mustache)
            )
        }

        package static var processor: Kind {
            Kind(
                summary: "Sets an attribute on every span, data point and log record.",
                signals: ["traces", "metrics", "logs"],
                config: text(PackageResources.processor_Config_swift_mustache),
                factory: text(PackageResources.processor_Factory_swift_mustache),
                component: text(PackageResources.processor_Component_swift_mustache),
                tests: text(PackageResources.processor_Tests_swift_mustache),
                example: ("team", text(PackageResources.processor_example_yaml)),
                defaultExample: text(PackageResources.processor_default_yaml),
                collector: text(PackageResources.processor_config_yaml_mustache),
                cases: [
                    ("spans", text(PackageResources.processor_case_json)),
                    ("spans.expected", text(PackageResources.processor_case_expected_json)),
                ]
            )
        }

        package static var exporter: Kind {
            Kind(
                summary: "Posts telemetry as OTLP's JSON to a URL.",
                signals: ["traces", "metrics", "logs"],
                config: text(PackageResources.exporter_Config_swift_mustache),
                factory: text(PackageResources.exporter_Factory_swift_mustache),
                component: text(PackageResources.exporter_Component_swift_mustache),
                tests: text(PackageResources.exporter_Tests_swift_mustache),
                example: ("batches", text(PackageResources.exporter_example_yaml)),
                defaultExample: text(PackageResources.exporter_default_yaml),
                collector: text(PackageResources.exporter_config_yaml_mustache)
            )
        }

        package static var connector: Kind {
            Kind(
                summary: "Counts spans and log records in a metric.",
                signals: ["traces-to-metrics", "logs-to-metrics"],
                config: text(PackageResources.connector_Config_swift_mustache),
                factory: text(PackageResources.connector_Factory_swift_mustache),
                component: text(PackageResources.connector_Component_swift_mustache),
                tests: text(PackageResources.connector_Tests_swift_mustache),
                example: ("named", text(PackageResources.connector_example_yaml)),
                defaultExample: text(PackageResources.connector_default_yaml),
                collector: text(PackageResources.connector_config_yaml_mustache),
                cases: [
                    ("logs", text(PackageResources.connector_case_json)),
                    ("logs.expected", text(PackageResources.connector_case_expected_json_mustache)),
                ]
            )
        }

        package static var `extension`: Kind {
            Kind(
                summary: "Tells over HTTP which collector this is, and whether its pipelines run.",
                signals: ["extension"],
                config: text(PackageResources.extension_Config_swift_mustache),
                factory: text(PackageResources.extension_Factory_swift_mustache),
                component: text(PackageResources.extension_Component_swift_mustache),
                tests: text(PackageResources.extension_Tests_swift_mustache),
                example: ("everywhere", text(PackageResources.extension_example_yaml)),
                defaultExample: text(PackageResources.extension_default_yaml),
                collector: text(PackageResources.extension_config_yaml_mustache)
            )
        }
    }
}
