internal import CollectorAPI
internal import OTTL
internal import Pdata

/// What of one signal is exempt from redaction, by conditions.
struct Exemptions<Data: RecordTelemetry>: Sendable {
    /// The conditions that are asked for each kind of record that is redacted: its own, and those of what is around it.
    private let lists: [OTTLContext: ConditionList]
    private let logger: Logger

    /// - Throws: what is wrong with a condition.
    init(_ settings: RedactionSettings, _ logger: Logger) throws(OTTLDiagnostic) {
        self.logger = logger
        var texts: [OTTLContext: [String]] = [:]
        for condition in settings.skipConditions {
            // Conditions on another signal's records are not asked here.
            guard let context = SkipCondition(condition.text, Data.signal).context else { continue }
            for level in SkipCondition.levels(of: Data.signal) where level.sees(context) {
                texts[level, default: []].append(condition.text)
            }
        }
        var lists: [OTTLContext: ConditionList] = [:]
        for (level, texts) in texts {
            var found: [OTTLDiagnostic] = []
            lists[level] = SkipCondition.parser(Data.signal).conditions(texts, context: level, into: &found)
            if lists[level] == nil, let error = found.first(where: { !$0.isWarning }) { throw error }
        }
        self.lists = lists
    }

    /// The records of `data` that are exempt, which is as it came.
    func records(of data: Data) -> ExemptRecords {
        guard !lists.isEmpty else { return ExemptRecords() }
        return ExemptRecords(
            resources: marks(.resource, data),
            scopes: marks(.scope, data),
            records: marks(SkipCondition.record(of: Data.signal), data),
            events: marks(.spanevent, data)
        )
    }

    private func marks(_ level: OTTLContext, _ data: Data) -> ExemptRecords.Marks {
        guard let list = lists[level] else { return ExemptRecords.Marks() }
        var marks = ExemptRecords.Marks()
        var unchanged = data
        level.forEachRecord(in: &unchanged) { evaluation in
            // What cannot be told is redacted; errors are only logged, so nothing is thrown.
            marks.append((try? list.hold(evaluation, .ignore, logger)) ?? false)
            return true
        }
        return marks
    }
}

/// Which records are exempt, in their order.
struct ExemptRecords {
    struct Marks {
        private var flags: [Bool] = []
        private var index = 0

        mutating func append(_ isExempt: Bool) { flags.append(isExempt) }

        /// Whether the next record is exempt.
        mutating func next() -> Bool {
            guard index < flags.count else { return false }
            defer { index += 1 }
            return flags[index]
        }
    }

    var resources = Marks()
    var scopes = Marks()
    /// Of spans, data points or log records.
    var records = Marks()
    var events = Marks()
}

/// A condition on what is exempt, for one signal.
struct SkipCondition {
    /// What it is asked for; nil when anything is wrong.
    let context: OTTLContext?
    let diagnostics: [OTTLDiagnostic]

    init(_ text: String, _ signal: Signal) {
        let parser = Self.parser(signal)
        var found: [OTTLDiagnostic] = []
        let isRight = parser.conditions([text], into: &found) != nil
        diagnostics = found
        // The outermost that has all paths, where upstream's inference would take the innermost.
        context = OTTLContext.all(of: signal).first { context in
            var ignored: [OTTLDiagnostic] = []
            return isRight && parser.conditions([text], context: context, into: &ignored) != nil
        }
    }

    /// What is wrong with `text`, or on its way out; nothing when it can be asked for some signal.
    static func diagnostics(_ text: String) -> [OTTLDiagnostic] {
        let trials = [Signal.traces, .metrics, .logs].map { ($0, SkipCondition(text, $0)) }
        guard let (signal, trial) = trials.first(where: { $0.1.context != nil }) else {
            // The signal whose records it is about tells the place of the mistake.
            let all = trials.map(\.1.diagnostics)
            return all.first { $0.contains { $0.column != nil } } ?? all.first ?? []
        }
        guard let context = trial.context, !levels(of: signal).contains(where: { $0.sees(context) }) else {
            return trial.diagnostics
        }
        return trial.diagnostics + [
            OTTLDiagnostic(condition: text, "nothing of a \(context.rawValue) is redacted", fix: "remove the condition")
        ]
    }

    static func parser(_ signal: Signal) -> OTTLParser { OTTLParser(signal, includingEditors: false) }

    /// What is redacted of `signal`, from the outermost on.
    static func levels(of signal: Signal) -> [OTTLContext] {
        [.resource, .scope, record(of: signal)] + (signal == .traces ? [.spanevent] : [])
    }

    /// The innermost records that hold attributes, events aside.
    static func record(of signal: Signal) -> OTTLContext {
        switch signal {
        case .traces: .span
        case .metrics: .datapoint
        case .logs: .log
        case .profiles: .profile
        }
    }
}
