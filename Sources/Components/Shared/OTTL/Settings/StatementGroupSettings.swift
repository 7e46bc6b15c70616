public import CollectorConfig

/// The settings of a group of statements.
public struct StatementGroupSettings: OTTLGroupSettings {
    /// What paths without a context's name belong to; empty to infer it.
    public var context = ""

    /// What becomes of errors; nil for what the component has.
    public var errorMode: ErrorMode?

    /// Of what one must be true for the statements to be run.
    public var conditions: [OTTLText] = []

    /// What is run.
    public var statements: [OTTLText] = []

    /// The default settings.
    public init() {}

    /// A group of nothing but statements.
    public init(texts: [OTTLText]) {
        statements = texts
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "context",
            \.context,
            "What the statements are run for, such as `span`; without it, the names that paths begin with tell."
        ),
        Setting("error_mode", \.errorMode, "What becomes of errors in this group; by default what is set for all."),
        Setting("conditions", \.conditions, "Conditions, of which one must be true for the statements to be run."),
        Setting("statements", \.statements, "The statements, run one after the other."),
    ]
}

/// A group of statements that was compiled.
package struct CompiledGroup: Sendable {
    package let group: StatementGroup
    /// Nil for what the component has.
    package let errorMode: ErrorMode?
}

extension OTTLGroups<StatementGroupSettings> {
    /// The groups, ready to be run; `report` is told what is wrong, each time with the texts that it may be about.
    package func compiled(
        _ parser: OTTLParser,
        _ report: ([OTTLDiagnostic], [OTTLText]) -> Void
    ) -> [CompiledGroup] {
        groups.compactMap { settings in
            let texts = settings.statements + settings.conditions
            guard !settings.statements.isEmpty else { return nil }
            var diagnostics: [OTTLDiagnostic] = []
            defer { report(diagnostics, texts) }
            var context: OTTLContext?
            if !settings.context.isEmpty {
                context = parser.context(settings.context, into: &diagnostics)
                guard context != nil else { return nil }
            }
            let group = parser.statements(
                settings.statements.map(\.text),
                conditions: settings.conditions.map(\.text),
                context: context,
                into: &diagnostics
            )
            if let context, group != nil {
                parser.warnOfBarePaths(
                    statements: settings.statements.map(\.text),
                    conditions: settings.conditions.map(\.text),
                    context,
                    into: &diagnostics
                )
            }
            return group.map { CompiledGroup(group: $0, errorMode: settings.errorMode) }
        }
    }
}
