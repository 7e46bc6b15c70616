public import Pdata

/// Decides which log records a pair of `include` and `exclude` blocks lets through.
public struct LogRecordMatcher: Sendable {
    private let include: LogRecordProperties?
    private let exclude: LogRecordProperties?

    /// A matcher for two blocks, each of which may be missing.
    ///
    /// - Throws: what log records cannot be matched by.
    public init(include: MatchSettings?, exclude: MatchSettings?) throws(MatchError) {
        self.include = try include.map { (settings) throws(MatchError) in try LogRecordProperties(settings) }
        self.exclude = try exclude.map { (settings) throws(MatchError) in try LogRecordProperties(settings) }
    }

    /// Whether every log record passes.
    public var passesAll: Bool { include == nil && exclude == nil }

    /// Whether the log record of `entry` passes: what is included, and not excluded.
    public func passes(_ entry: borrowing LogRecordEntry) -> Bool {
        if let include, !include.match(entry) { return false }
        if let exclude, exclude.match(entry) { return false }
        return true
    }
}

/// What a log record is matched by.
private struct LogRecordProperties: Sendable {
    private let bodies: TextFilter?
    private let severityTexts: TextFilter?
    private let severityNumber: SeverityMatchSettings?
    private let common: PropertyMatcher

    init(_ settings: MatchSettings) throws(MatchError) {
        guard settings.spanNames.isEmpty, settings.services.isEmpty, settings.spanKinds.isEmpty else {
            throw MatchError("services, span_names, and span_kinds are not valid for log records")
        }
        guard
            !settings.attributes.isEmpty || !settings.libraries.isEmpty || !settings.resources.isEmpty
                || !settings.logBodies.isEmpty || !settings.logSeverityTexts.isEmpty
                || settings.logSeverityNumber != nil
        else {
            throw MatchError(
                "at least one of \"attributes\", \"libraries\", \"span_kinds\", \"resources\", \"log_bodies\", "
                    + "\"log_severity_texts\" or \"log_severity_number\" field must be specified"
            )
        }
        common = try PropertyMatcher(settings)
        bodies = try TextFilter(settings.logBodies, settings.matchType, "log record body")
        severityTexts = try TextFilter(settings.logSeverityTexts, settings.matchType, "log record severity text")
        severityNumber = settings.logSeverityNumber
    }

    func match(_ entry: borrowing LogRecordEntry) -> Bool {
        let record = entry.logRecord
        if let bodies {
            let body = record.body
            guard body.kind == .string, bodies.matches(body.string) else { return false }
        }
        if let severityTexts, !severityTexts.matches(record.severityText) { return false }
        if let severityNumber, !Self.match(record.severityNumber, severityNumber) { return false }
        if let attributes = common.attributes, !attributes.matches(record.attributes) { return false }
        if let resources = common.resources, !resources.matches(entry.resource.attributes) { return false }
        if let scopes = common.scopes, !scopes.matches(entry.scope) { return false }
        return true
    }

    private static func match(_ number: SeverityNumber, _ settings: SeverityMatchSettings) -> Bool {
        number == .unspecified ? settings.matchUndefined : Int(number.rawValue) >= settings.min
    }
}
