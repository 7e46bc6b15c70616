public import CollectorConfig
public import OTTL
internal import Pdata
internal import PropertyMatching

/// The settings of a filter processor.
public struct FilterSettings: Settings {
    /// What becomes of errors while conditions are asked.
    public var errorMode = ErrorMode.ignore
    /// What is dropped of traces.
    public var traceConditions = OTTLGroups<ConditionGroupSettings>()
    /// What is dropped of metrics.
    public var metricConditions = OTTLGroups<ConditionGroupSettings>()
    /// What is dropped of logs.
    public var logConditions = OTTLGroups<ConditionGroupSettings>()
    /// What is dropped of profiles.
    public var profileConditions = OTTLGroups<ConditionGroupSettings>()
    /// What is dropped of traces, by context.
    public var traces = TraceConditionSettings()
    /// What is dropped of metrics, by context.
    public var metrics = MetricConditionSettings()
    /// What is dropped of logs, by context.
    public var logs = LogConditionSettings()
    /// What is dropped of profiles, by context.
    public var profiles = ProfileConditionSettings()
    /// What is dropped of traces, in the oldest form.
    public var spans = SpanMatchBlocks()

    /// The default settings.
    public init() {}

    private static func replacement(_ key: String, _ example: String) -> String {
        "write `\(key)`, a list of conditions such as `\(example)`"
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "error_mode",
            \.errorMode,
            "What becomes of an error while a condition is asked: `ignore` logs it and takes the condition for false, "
                + "`silent` does not log it, `propagate` refuses the whole request."
        ),
        Setting(
            "trace_conditions",
            \.traceConditions,
            "What is dropped of traces: a list of conditions, or of groups."
        ),
        Setting(
            "metric_conditions",
            \.metricConditions,
            "What is dropped of metrics: a list of conditions, or of groups."
        ),
        Setting("log_conditions", \.logConditions, "What is dropped of logs: a list of conditions, or of groups."),
        Setting(
            "profile_conditions",
            \.profileConditions,
            "What is dropped of profiles: a list of conditions, or of groups."
        ),
        Setting(
            "traces",
            \.traces,
            "What is dropped of traces, with a list of conditions for each context.",
            deprecated: replacement("trace_conditions", "span.name == \"ping\"")
        ),
        Setting(
            "metrics",
            \.metrics,
            "What is dropped of metrics, with a list of conditions for each context.",
            deprecated: replacement("metric_conditions", "metric.name == \"ping\"")
        ),
        Setting(
            "logs",
            \.logs,
            "What is dropped of logs, with a list of conditions for each context.",
            deprecated: replacement("log_conditions", "log.severity_number < SEVERITY_NUMBER_INFO")
        ),
        Setting(
            "profiles",
            \.profiles,
            "What is dropped of profiles, with a list of conditions for each context.",
            deprecated: replacement("profile_conditions", "profile.duration_unix_nano == 0")
        ),
        Setting(
            "spans",
            \.spans,
            "Older form: what is dropped of traces, by properties of spans.",
            deprecated: replacement("trace_conditions", "IsMatch(span.attributes[\"url.path\"], \"^/health\")")
        ),
    ]

    /// Compiles every condition, to report what is wrong with them, and refuses several forms for one signal.
    public func validate(_ report: inout ValidationReport) {
        reportConflicts(&report)
        for plan in plans {
            for (list, _) in plan.lists {
                var found: [OTTLDiagnostic] = []
                _ = OTTLParser.filter(plan.signal).conditions(
                    list.texts.map(\.text),
                    context: list.context,
                    into: &found
                )
                report.report(found, about: list.texts, under: plan.key)
            }
            _ = plan.groups.compiled(.filter(plan.signal)) { found, texts in
                report.report(found, about: texts, under: plan.groupsKey)
            }
        }
        do throws(MatchError) {
            _ = try SpanMatcher(include: spans.include, exclude: spans.exclude)
        } catch {
            report.error(error.description, at: "spans")
        }
        do throws(MatchError) {
            _ = try logMatcher
        } catch {
            report.error(error.description, at: "logs")
        }
        do throws(MatchError) {
            _ = try metricMatchers
        } catch {
            report.error(error.description, at: "metrics")
        }
    }

    private func reportConflicts(_ report: inout ValidationReport) {
        let hasSpans = spans.include != nil || spans.exclude != nil
        let hasMetricBlocks = metrics.include != nil || metrics.exclude != nil
        let hasLogBlocks = logs.include != nil || logs.exclude != nil
        func has(_ signal: Signal) -> Bool { plans.contains { $0.signal == signal && !$0.lists.isEmpty } }
        if has(.traces), hasSpans {
            report.error(
                "cannot use \"traces.resource\", \"traces.span\", \"traces.spanevent\" and the span settings "
                    + "\"spans.include\", \"spans.exclude\" at the same time",
                at: "spans"
            )
        }
        if has(.metrics), hasMetricBlocks {
            report.error(
                "cannot use \"metrics.resource\", \"metrics.metric\", \"metrics.datapoint\" and the settings "
                    + "\"metrics.include\", \"metrics.exclude\" at the same time",
                at: "metrics"
            )
        }
        if has(.logs), hasLogBlocks {
            report.error(
                "cannot use \"logs.resource\", \"logs.log\" and the settings \"logs.include\", \"logs.exclude\" at the same "
                    + "time",
                at: "logs"
            )
        }
        for plan in plans where !plan.groups.groups.isEmpty {
            let hasBlocks =
                plan.signal == .traces && hasSpans || plan.signal == .metrics && hasMetricBlocks
                || plan.signal == .logs && hasLogBlocks
            guard hasBlocks || !plan.lists.isEmpty else { continue }
            report.error(
                "cannot use context inferred \(plan.noun) conditions \"\(plan.groupsKey)\" and the settings "
                    + "\"\(plan.key)\"\(plan.signal == .traces ? ", \"spans\"" : "") at the same time",
                at: plan.groupsKey
            )
        }
    }
}
