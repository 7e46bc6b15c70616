internal import CollectorAPI
internal import CollectorConfig

extension CollectorConfiguration {
    /// The configuration as a tree, defaults included, sections in upstream's order.
    func encoded(_ options: EncodingOptions) -> ConfigNode {
        let sections: [(ComponentKind, [any ConfiguredComponent])] = [
            (.receiver, Array(components.receivers.values)),
            (.processor, Array(components.processors.values)),
            (.exporter, Array(components.exporters.values)),
            (.connector, Array(components.connectors.values)),
            (.extension, Array(components.extensions.values)),
        ]
        var entries: [ConfigEntry] = []
        for (kind, components) in sections where !components.isEmpty {
            let sorted = components.sorted { $0.id < $1.id }
            let settings = sorted.map { ConfigEntry("\($0.id)", $0.encoded(options)) }
            entries.append(ConfigEntry(kind.section, ConfigNode(.mapping(settings))))
        }
        entries.append(ConfigEntry("service", service.encoded(options)))
        return ConfigNode(.mapping(entries))
    }
}

extension ServiceSettings {
    fileprivate func encoded(_ options: EncodingOptions) -> ConfigNode {
        var entries = [ConfigEntry("telemetry", telemetry.encode(options))]
        if !extensions.isEmpty { entries.append(ConfigEntry("extensions", Self.list(extensions))) }
        let pipelines = pipelines.sorted { $0.id < $1.id }.map { pipeline in
            var lists = [ConfigEntry("receivers", Self.list(pipeline.receivers))]
            if !pipeline.processors.isEmpty { lists.append(ConfigEntry("processors", Self.list(pipeline.processors))) }
            lists.append(ConfigEntry("exporters", Self.list(pipeline.exporters)))
            return ConfigEntry("\(pipeline.id)", ConfigNode(.mapping(lists)))
        }
        entries.append(ConfigEntry("pipelines", ConfigNode(.mapping(pipelines))))
        entries.append(ConfigEntry("shutdown_timeout", shutdownTimeout.encode(options)))
        return ConfigNode(.mapping(entries))
    }

    private static func list(_ references: [Reference]) -> ConfigNode {
        ConfigNode(.sequence(references.map { ConfigNode(.string("\($0.id)")) }))
    }
}
