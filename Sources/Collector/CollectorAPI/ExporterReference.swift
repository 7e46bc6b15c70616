public import CollectorConfig

/// A setting of a processor that names an exporter, or a connector, of its own pipeline.
///
/// The collector checks while it reads its configuration that each pipeline which the processor is in lists the exporter,
/// and that the processor is the last of the pipeline: it hands telemetry to exporters itself. It gets at them by
/// ``ComponentContext/exporters`` when it is created.
public struct ExporterReference: Sendable, Hashable {
    /// The exporter's id, as it is written.
    public let text: String

    /// A reference to the exporter that `text` names.
    public init(_ text: String) {
        self.text = text
    }

    /// The exporter; nil when it has no possible id, so that no pipeline lists it.
    public var id: ComponentID? { try? ComponentID(parsing: text) }
}

extension ExporterReference: SettingValue {
    /// `exporter id`.
    public static var typeName: String { "exporter id" }

    /// The id of an exporter.
    public static func decode(
        _ node: ConfigNode,
        default current: ExporterReference?,
        _ context: inout DecodingContext
    ) -> ExporterReference? {
        guard let text = String.decode(node, default: nil, &context) else { return nil }
        let reference = ExporterReference(text)
        let id = reference.id.map { "\($0)" } ?? text
        context.refers(to: .exporter, id, orElse: "exporter \"\(id)\" not found", at: node)
        return reference
    }

    /// The text.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.string(text)) }

    /// A string, marked so that the builder can follow it.
    public static func schema(default current: ExporterReference?) -> ConfigNode {
        .map(["title": "exporter id", "type": "string"])
    }
}
