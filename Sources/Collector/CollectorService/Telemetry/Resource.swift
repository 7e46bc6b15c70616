internal import CollectorAPI
internal import CollectorConfig

/// The attributes that describe this collector, by name.
struct Resource: Sendable {
    private(set) var attributes: [(name: String, value: String)]

    /// The standard attributes of `build`, changed as `node` (`service::telemetry::resource`) says: a null takes one away.
    init(_ build: BuildInfo, _ node: ConfigNode) {
        var attributes = [
            "service.name": build.command, "service.version": build.version, "service.instance.id": Self.randomUUID(),
        ]
        for (name, value) in Self.written(node) { attributes[name] = value }
        self.attributes = attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The field that log lines begin with.
    var logField: LogField {
        LogField("resource", .object(attributes.map { LogField($0.name, .string($0.value)) }))
    }

    /// Either a map of names and values, or `attributes` with a list of `{name, value}`.
    private static func written(_ node: ConfigNode) -> [(String, String?)] {
        if let list = node["attributes"], case .sequence(let elements) = list.value {
            return elements.compactMap { element in
                element["name"]?.string.map { ($0, element["value"].flatMap(text)) }
            }
        }
        return node.entries.filter { !["schema_url", "detectors", "attributes_list"].contains($0.key) }
            .map { ($0.key, text($0.value)) }
    }

    private static func text(_ node: ConfigNode) -> String? {
        node.isNull ? nil : node.string ?? node.flowText
    }

    private static func randomUUID() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let groups = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
        return groups.map { $0.joined() }.joined(separator: "-")
    }
}
