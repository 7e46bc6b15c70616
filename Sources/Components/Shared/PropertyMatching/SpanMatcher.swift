public import Pdata

/// Decides which spans a pair of `include` and `exclude` blocks lets through.
public struct SpanMatcher: Sendable {
    private let include: SpanProperties?
    private let exclude: SpanProperties?

    /// A matcher for two blocks, each of which may be missing.
    ///
    /// - Throws: what spans cannot be matched by.
    public init(include: MatchSettings?, exclude: MatchSettings?) throws(MatchError) {
        self.include = try include.map { (settings) throws(MatchError) in try SpanProperties(settings) }
        self.exclude = try exclude.map { (settings) throws(MatchError) in try SpanProperties(settings) }
    }

    /// Whether every span passes.
    public var passesAll: Bool { include == nil && exclude == nil }

    /// Whether the span of `entry` passes: what is included, and not excluded.
    public func passes(_ entry: borrowing SpanEntry) -> Bool {
        if let include, !include.match(entry) { return false }
        if let exclude, exclude.match(entry) { return false }
        return true
    }
}

/// What a span is matched by.
private struct SpanProperties: Sendable {
    private let services: TextFilter?
    private let names: TextFilter?
    private let kinds: TextFilter?
    private let common: PropertyMatcher

    /// The names of kinds, as upstream spells them, in the order of its message.
    private static let kindNames = [
        "SPAN_KIND_CLIENT", "SPAN_KIND_CONSUMER", "SPAN_KIND_INTERNAL", "SPAN_KIND_PRODUCER", "SPAN_KIND_SERVER",
    ]

    init(_ settings: MatchSettings) throws(MatchError) {
        try Self.validate(settings)
        common = try PropertyMatcher(settings)
        services = try TextFilter(settings.services, settings.matchType, "service name")
        names = try TextFilter(settings.spanNames, settings.matchType, "span name")
        kinds = try TextFilter(settings.spanKinds, settings.matchType, "span kind")
    }

    private static func validate(_ settings: MatchSettings) throws(MatchError) {
        if !settings.logBodies.isEmpty { throw MatchError("log_bodies should not be specified for trace spans") }
        if !settings.logSeverityTexts.isEmpty {
            throw MatchError("log_severity_texts should not be specified for trace spans")
        }
        if settings.logSeverityNumber != nil {
            throw MatchError("log_severity_number should not be specified for trace spans")
        }
        guard
            !settings.services.isEmpty || !settings.spanNames.isEmpty || !settings.attributes.isEmpty
                || !settings.libraries.isEmpty || !settings.resources.isEmpty || !settings.spanKinds.isEmpty
        else {
            throw MatchError(
                "at least one of \"attributes\", \"libraries\",  or \"resources\" field must be specified"
            )
        }
        guard settings.matchType == "strict" else { return }
        for kind in settings.spanKinds where !kindNames.contains(kind) {
            throw MatchError(
                "span_kinds string must match one of the standard span kinds when match_type=strict: "
                    + "[\(kindNames.joined(separator: " "))]"
            )
        }
    }

    func match(_ entry: borrowing SpanEntry) -> Bool {
        let span = entry.span
        if let services, !Self.isAmong(services, entry.resource.attributes) { return false }
        if let names, !names.matches(span.name) { return false }
        if let kinds, !kinds.matches(Self.name(of: span.kind)) { return false }
        if let attributes = common.attributes, !attributes.matches(span.attributes) { return false }
        if let resources = common.resources, !resources.matches(entry.resource.attributes) { return false }
        if let scopes = common.scopes, !scopes.matches(entry.scope) { return false }
        return true
    }

    /// Whether the service that `resource` names is among `services`.
    private static func isAmong(_ services: TextFilter, _ resource: borrowing AttributesView) -> Bool {
        let isAmong = resource.value(of: "service.name") { name in
            name.kind == .string ? services.matches(name.string) : services.matches(name.owned().text)
        }
        return isAmong ?? services.matches("<nil-service-name>")
    }

    private static func name(of kind: SpanKind) -> String {
        switch kind {
        case .unspecified: "SPAN_KIND_UNSPECIFIED"
        case .internal: "SPAN_KIND_INTERNAL"
        case .server: "SPAN_KIND_SERVER"
        case .client: "SPAN_KIND_CLIENT"
        case .producer: "SPAN_KIND_PRODUCER"
        case .consumer: "SPAN_KIND_CONSUMER"
        default: ""
        }
    }
}
