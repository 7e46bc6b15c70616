public import CollectorConfig

/// The settings of a group of conditions.
public struct ConditionGroupSettings: OTTLGroupSettings {
    /// What paths without a context's name belong to; empty to infer it.
    public var context = ""

    /// What becomes of errors; nil for what the component has.
    public var errorMode: ErrorMode?

    /// Of what one must be true.
    public var conditions: [OTTLText] = []

    /// The default settings.
    public init() {}

    /// A group of nothing but conditions.
    public init(texts: [OTTLText]) {
        conditions = texts
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "context",
            \.context,
            "What the conditions are asked for, such as `span`; without it, the names that paths begin with tell."
        ),
        Setting("error_mode", \.errorMode, "What becomes of errors in this group; by default what is set for all."),
        Setting("conditions", \.conditions, "Conditions, of which one must be true."),
    ]
}

/// A group of conditions that was compiled.
package struct CompiledConditions: Sendable {
    package let conditions: ConditionList
    /// Nil for what the component has.
    package let errorMode: ErrorMode?

    package init(conditions: ConditionList, errorMode: ErrorMode? = nil) {
        self.conditions = conditions
        self.errorMode = errorMode
    }
}

extension OTTLGroups<ConditionGroupSettings> {
    /// The groups, ready to be asked; `report` is told what is wrong, each time with the texts that it may be about.
    package func compiled(
        _ parser: OTTLParser,
        _ report: ([OTTLDiagnostic], [OTTLText]) -> Void
    ) -> [CompiledConditions] {
        groups.compactMap { settings in
            guard !settings.conditions.isEmpty else { return nil }
            var diagnostics: [OTTLDiagnostic] = []
            defer { report(diagnostics, settings.conditions) }
            var context: OTTLContext?
            if !settings.context.isEmpty {
                context = parser.context(settings.context, into: &diagnostics)
                guard context != nil else { return nil }
            }
            let list = parser.conditions(settings.conditions.map(\.text), context: context, into: &diagnostics)
            if let context, list != nil {
                parser.warnOfBarePaths(
                    conditions: settings.conditions.map(\.text),
                    context,
                    into: &diagnostics
                )
            }
            return list.map { CompiledConditions(conditions: $0, errorMode: settings.errorMode) }
        }
    }
}
