public import CollectorAPI
public import CollectorConfig
public import OTTL
internal import Pdata

/// The settings of a routing processor.
public struct RoutingProcessorSettings: Settings {
    /// The header or attribute by whose value telemetry is routed.
    public var fromAttribute = ""

    /// Where it is looked for.
    public var attributeSource = RoutingSource.context

    /// Whether routed telemetry loses the attribute.
    public var dropResourceRoutingAttribute = false

    /// Where telemetry goes that takes no route.
    public var defaultExporters: [ExporterReference] = []

    /// What becomes of errors while statements are run.
    public var errorMode = ErrorMode.propagate

    /// The routes.
    public var table: [RoutingTableItem] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "from_attribute",
            \.fromAttribute,
            "The header of the request, or the attribute of the resource, that has the routes' values."
        ),
        Setting(
            "attribute_source",
            \.attributeSource,
            "Where it is looked for: `context`, the metadata of the request; `resource`, each resource's attributes."
        ),
        Setting(
            "drop_resource_routing_attribute",
            \.dropResourceRoutingAttribute,
            "With `resource`: whether telemetry that takes a route of a value loses the attribute."
        ),
        Setting(
            "default_exporters",
            \.defaultExporters,
            "The exporters for telemetry that takes no route; without any it is dropped."
        ),
        Setting(
            "error_mode",
            \.errorMode,
            "What becomes of an error while a statement is run: `propagate` refuses the request, `ignore` logs it and hands the "
                + "resource to the default exporters, `silent` does so without logging."
        ),
        Setting("table", \.table, "The routes; telemetry takes each that it matches."),
    ]

    /// Judges what the routes need, and says what replaces them.
    public func validate(_ report: inout ValidationReport) {
        if table.isEmpty {
            report.error("invalid routing table: the routing table is empty", at: "table")
        }
        let hasValues = table.contains { !$0.value.isEmpty }
        if hasValues, fromAttribute.isEmpty {
            report.error(
                "invalid attribute to read the route's value from: the FromAttribute property is empty",
                at: "table",
                fix: "add from_attribute: <header>, or attribute_source: resource and from_attribute: <attribute>"
            )
        }
        if dropResourceRoutingAttribute, attributeSource != .resource {
            report.error(
                "using a different attribute source than 'attribute' and drop_resource_routing_attribute is set to true",
                at: "drop_resource_routing_attribute",
                fix: "add attribute_source: resource"
            )
        }
        for item in table { judge(item, isAsked: !hasValues || attributeSource == .resource, &report) }
        reportReplacement(&report)
    }

    private func judge(_ item: RoutingTableItem, isAsked: Bool, _ report: inout ValidationReport) {
        guard let statement = item.statement, !statement.text.isEmpty else { return }
        var found: [OTTLDiagnostic] = []
        // There are resources of every signal.
        _ = OTTLRoute(statement: statement.text, of: .traces, context: .resource, into: &found)
        report.report(found, about: [statement], under: "table")
        guard !isAsked else { return }
        report.report(
            .warning,
            "statement \"\(statement.text)\" has no effect: requests are routed by the values of \"\(fromAttribute)\"",
            at: ConfigNode(.null, position: statement.position),
            under: "table",
            fix: "put routes of values and of statements into two processors, in two pipelines"
        )
    }

    private func reportReplacement(_ report: inout ValidationReport) {
        guard let first = table.first, let exporter = first.exporters.first else { return }
        let pipeline = "<signal>/\(exporter.id.map { $0.name.isEmpty ? $0.type.name : $0.name } ?? exporter.text)"
        report.warning(
            "the processor is deprecated, and removed upstream; the connector \"routing\" replaces it",
            fix:
                "under connectors write routing: {table: [{\(first.route(self)), pipelines: [\(pipeline)]}, …]}, add a pipeline "
                + "\(pipeline): {receivers: [routing], exporters: [\(exporter.text)]} for each set of exporters, and in this "
                + "processor's pipeline remove it and write exporters: [routing]"
        )
    }
}

/// Where a routing processor looks for what it routes by.
public enum RoutingSource: String, Sendable, Hashable, CaseIterable, SettingValue {
    /// In the metadata of the request.
    case context
    /// In the attributes of each resource.
    case resource
}

/// The settings of one route.
public struct RoutingTableItem: Settings {
    /// The value that the header or attribute has.
    public var value = ""

    /// What resources take the route, and what is done to them.
    public var statement: OTTLText?

    /// Where it leads.
    public var exporters: [ExporterReference] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("value", \.value, "The value of `from_attribute` with which telemetry takes the route."),
        Setting(
            "statement",
            \.statement,
            "In place of `value`: `route()`, `delete_key(…)` or `delete_matching_keys(…)`, with `where` and a condition on the "
                + "resource."
        ),
        Setting("exporters", \.exporters, "The exporters that the route leads to; the pipeline lists them, too."),
    ]

    /// Judges that it has one condition, and leads somewhere.
    public func validate(_ report: inout ValidationReport) {
        let text = statement?.text ?? ""
        if value.isEmpty, text.isEmpty {
            report.error("invalid (empty) route : empty routing attribute provided", fix: "add value or statement")
        }
        if !value.isEmpty, !text.isEmpty {
            report.error(
                "invalid route: both statement (\(text)) and value (\(value)) provided",
                at: "statement",
                fix: "make two routes of them"
            )
        }
        if exporters.isEmpty {
            report.error("invalid route \(value.isEmpty ? text : value): no exporters defined for the route")
        }
    }

    /// The route as the connector's settings have it, but for its pipelines.
    func route(_ settings: RoutingProcessorSettings) -> String {
        if let statement, !statement.text.isEmpty { return "context: resource, statement: '\(statement.text)'" }
        switch settings.attributeSource {
        case .context:
            return "condition: 'otelcol.client.metadata[\"\(settings.fromAttribute)\"][0] == \"\(value)\"'"
        case .resource:
            return "condition: 'resource.attributes[\"\(settings.fromAttribute)\"] == \"\(value)\"'"
        }
    }

    /// The statement that the route is by, in place of a value of a resource's attribute.
    func statement(_ settings: RoutingProcessorSettings) -> String {
        if let statement, !statement.text.isEmpty { return statement.text }
        let key = OTTLText.literal(settings.fromAttribute)
        let editor = settings.dropResourceRoutingAttribute ? "delete_key(resource.attributes, \(key))" : "route()"
        return "\(editor) where resource.attributes[\(key)] == \(OTTLText.literal(value))"
    }
}
