internal import OTTL
internal import Pdata
internal import PropertyMatching

/// The conditions of one signal, as they are written.
struct FilterPlan {
    /// Conditions for one context.
    struct List {
        let context: OTTLContext
        let texts: [OTTLText]
    }

    let signal: Signal
    let key: String
    let groupsKey: String
    let noun: String
    let groups: OTTLGroups<ConditionGroupSettings>
    /// Those that have any, from the outermost context on.
    let lists: [(list: List, index: Int)]

    init(
        _ signal: Signal,
        _ noun: String,
        _ groups: OTTLGroups<ConditionGroupSettings>,
        _ lists: [(OTTLContext, [OTTLText])]
    ) {
        self.signal = signal
        self.noun = noun
        key = "\(noun)s"
        groupsKey = "\(noun)_conditions"
        self.groups = groups
        self.lists = lists.enumerated().compactMap { index, list in
            list.1.isEmpty ? nil : (List(context: list.0, texts: list.1), index)
        }
    }

    /// The conditions, compiled: lists are asked from the outermost context on, groups one after the other.
    ///
    /// - Throws: what is wrong with the first that is not right.
    func compiled() throws -> [CompiledConditions] {
        var failure: OTTLDiagnostic?
        func note(_ found: [OTTLDiagnostic]) {
            if failure == nil { failure = found.first { !$0.isWarning } }
        }
        var result: [CompiledConditions] = []
        for (list, _) in lists {
            var found: [OTTLDiagnostic] = []
            let conditions = OTTLParser.filter(signal).conditions(
                list.texts.map(\.text),
                context: list.context,
                into: &found
            )
            note(found)
            if let conditions { result.append(CompiledConditions(conditions: conditions)) }
        }
        result += groups.compiled(.filter(signal)) { found, _ in note(found) }
        if let failure { throw failure }
        return result
    }
}

extension FilterSettings {
    /// The conditions of every signal.
    var plans: [FilterPlan] {
        [
            FilterPlan(
                .traces,
                "trace",
                traceConditions,
                [(.resource, traces.resource), (.span, traces.span), (.spanevent, traces.spanEvent)]
            ),
            FilterPlan(
                .metrics,
                "metric",
                metricConditions,
                [(.resource, metrics.resource), (.metric, metrics.metric), (.datapoint, metrics.dataPoint)]
            ),
            FilterPlan(.logs, "log", logConditions, [(.resource, logs.resource), (.log, logs.logRecord)]),
            FilterPlan(
                .profiles,
                "profile",
                profileConditions,
                [(.resource, profiles.resource), (.profile, profiles.profile)]
            ),
        ]
    }

    /// The conditions of `signal`, compiled.
    func conditions(_ signal: Signal) throws -> [CompiledConditions] {
        try plans.first { $0.signal == signal }?.compiled() ?? []
    }

    /// What the older blocks for logs let through.
    var logMatcher: LogRecordMatcher {
        get throws(MatchError) {
            try LogRecordMatcher(include: logs.include?.written?.match, exclude: logs.exclude?.written?.match)
        }
    }

    /// What the older blocks for metrics let through.
    var metricMatchers: MetricBlocks {
        get throws(MatchError) { try MetricBlocks(include: metrics.include, exclude: metrics.exclude) }
    }
}

extension LogMatchSettings {
    /// The block; nil when it asks for nothing, which counts as missing.
    fileprivate var written: LogMatchSettings? { isEmpty ? nil : self }
}

extension OTTLParser {
    /// What a filter processor's conditions for `signal` are compiled by.
    static func filter(_ signal: Signal) -> OTTLParser {
        OTTLParser(signal, functions: signal == .metrics ? FilterFunctions.metrics : [])
    }
}
