public import CollectorAPI
public import CollectorConfig
public import OTTL
internal import Pdata

/// The settings of a routing connector.
public struct RoutingSettings: Settings {
    /// Where telemetry goes that takes no route.
    public var defaultPipelines: [RoutedPipeline] = []

    /// What becomes of errors while conditions are asked.
    public var errorMode = ErrorMode.ignore

    /// The routes.
    public var table: [RouteSettings] = []

    /// Whether telemetry takes one route only.
    public var matchOnce: Bool?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "default_pipelines",
            \.defaultPipelines,
            "The pipelines for telemetry that takes no route; without any it is dropped."
        ),
        Setting(
            "error_mode",
            \.errorMode,
            "What becomes of an error while a condition is asked: `ignore` logs it and takes the condition for false, "
                + "`silent` does not log it, `propagate` refuses the request."
        ),
        Setting("table", \.table, "The routes, tried one after the other; each takes what it matches out of the rest."),
        Setting(
            "match_once",
            \.matchOnce,
            "Accepted, and without effect: telemetry takes the first route that it matches.",
            deprecated: "remove it; telemetry takes the first route that it matches"
        ),
    ]

    /// Judges the table; which contexts there are depends on the signal, and is judged when a pipeline is built.
    public func validate(_ report: inout ValidationReport) {
        guard !table.isEmpty else {
            return report.error("invalid routing table: the routing table is empty", at: "table")
        }
        for route in table { route.judge(&report) }
    }
}

/// The settings of one route.
public struct RouteSettings: Settings {
    /// What the condition is asked for.
    public var context = ""

    /// What telemetry takes the route.
    public var condition: OTTLText?

    /// What telemetry takes the route, and what is done to it.
    public var statement: OTTLText?

    /// Whether the telemetry is left for later routes.
    public var action = RouteAction.move

    /// Where it leads.
    public var pipelines: [RoutedPipeline] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "context",
            \.context,
            "What the condition is asked for: `resource`, `span`, `metric`, `datapoint`, `log` or `request`; without it, the "
                + "names that paths begin with tell, and else it is `resource`."
        ),
        Setting("condition", \.condition, "The condition under which telemetry takes the route."),
        Setting(
            "statement",
            \.statement,
            "In place of `condition`: `route()`, `delete_key(…)` or `delete_matching_keys(…)`, with `where` and a condition."
        ),
        Setting("action", \.action, "Whether telemetry that takes the route is left for later ones: `move` or `copy`."),
        Setting("pipelines", \.pipelines, "The pipelines that the route leads to; each begins with this connector."),
    ]

    /// The contexts that there are for any signal.
    static let contexts = ["resource", "span", "metric", "datapoint", "log", "request", "otelcol"]

    fileprivate func judge(_ report: inout ValidationReport) {
        let place = ConfigNode(.null, position: (condition ?? statement)?.position)
        func error(_ message: String, fix: String? = nil) {
            report.report(.error, message, at: place, under: "table", fix: fix)
        }
        let hasCondition = !(condition?.text ?? "").isEmpty
        let hasStatement = !(statement?.text ?? "").isEmpty
        if !hasCondition, !hasStatement { error("invalid route: no condition or statement provided") }
        if hasCondition, hasStatement { error("invalid route: both condition and statement provided") }
        if pipelines.isEmpty { error("invalid route: no pipelines defined") }
        if !context.isEmpty, !Self.contexts.contains(context) {
            error("invalid context: \(context)", fix: "allowed: \(Self.contexts.joined(separator: ", "))")
        }
        guard context == "request" else { return }
        guard !hasStatement else { return error("\"request\" context requires a 'condition'") }
        do throws(FunctionError) {
            let request = try RequestCondition(condition?.text ?? "")
            report.report(
                .warning,
                "\"request\" context is deprecated",
                at: place,
                under: "table",
                fix: "leave out the context, and write condition: '\(request.replacement)'"
            )
        } catch {
            report.report(.error, error.message, at: place, under: "table")
        }
    }
}

/// Whether what takes a route is left for later ones.
public enum RouteAction: String, Sendable, Hashable, CaseIterable, SettingValue {
    /// It is not.
    case move
    /// It is.
    case copy
}

/// A pipeline that a route leads to.
public struct RoutedPipeline: Sendable, Hashable {
    /// Its id.
    public let id: PipelineID
}

extension RoutedPipeline: TextSettingValue {
    /// The pipeline whose id is `text`.
    public init(settingText text: String) throws {
        id = try PipelineID(parsing: text)
    }

    /// The id.
    public var settingText: String { "\(id)" }
}
