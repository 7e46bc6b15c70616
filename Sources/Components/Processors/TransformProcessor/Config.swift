public import CollectorConfig
public import OTTL
internal import Pdata

/// The settings of a transform processor.
public struct TransformSettings: Settings {
    /// What becomes of errors while statements are run.
    public var errorMode = ErrorMode.ignore

    /// Whether log records are taken apart before their statements are run.
    public var flattenData = false

    /// What is run for traces.
    public var traceStatements = OTTLGroups<StatementGroupSettings>()

    /// What is run for metrics.
    public var metricStatements = OTTLGroups<StatementGroupSettings>()

    /// What is run for logs.
    public var logStatements = OTTLGroups<StatementGroupSettings>()

    /// What is run for profiles.
    public var profileStatements = OTTLGroups<StatementGroupSettings>()

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "error_mode",
            \.errorMode,
            "What becomes of an error while a statement is run: `ignore` logs it and goes on, `silent` goes on, `propagate` "
                + "refuses the whole request."
        ),
        Setting(
            "flatten_data",
            \.flattenData,
            "Logs: whether each record gets a resource and a scope of its own. Needs a feature gate that upstream has not "
                + "opened by default, and that this collector does not have."
        ),
        Setting("trace_statements", \.traceStatements, "Statements for traces: a list of them, or of groups."),
        Setting("metric_statements", \.metricStatements, "Statements for metrics: a list of them, or of groups."),
        Setting("log_statements", \.logStatements, "Statements for logs: a list of them, or of groups."),
        Setting("profile_statements", \.profileStatements, "Statements for profiles: a list of them, or of groups."),
    ]

    /// Compiles every statement, to report what is wrong with them.
    public func validate(_ report: inout ValidationReport) {
        if flattenData {
            report.error(
                "'flatten_data' requires the 'transform.flatten.logs' feature gate to be enabled",
                at: "flatten_data",
                fix: "remove flatten_data; statements in the log context read and write resource and scope as well"
            )
        }
        for (signal, key, groups) in [
            (Signal.traces, "trace_statements", traceStatements), (.metrics, "metric_statements", metricStatements),
            (.logs, "log_statements", logStatements), (.profiles, "profile_statements", profileStatements),
        ] {
            _ = groups.compiled(.transform(signal)) { found, texts in report.report(found, about: texts, under: key) }
        }
    }
}

extension OTTLParser {
    /// What a transform processor's statements for `signal` are compiled by.
    static func transform(_ signal: Signal) -> OTTLParser {
        OTTLParser(signal, functions: TransformFunctions.all(of: signal))
    }
}
