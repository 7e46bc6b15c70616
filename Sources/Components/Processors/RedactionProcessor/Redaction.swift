internal import Pdata
internal import RegularExpressions

/// What is removed and masked, made once from the settings.
struct Redaction: Sendable {
    /// The keys that stay; nil for all.
    private let allowedKeys: KeySet?
    private let ignoredKeys: KeySet
    private let ignoredKeyPatterns: [RegularExpression]
    private let blockedKeyPatterns: [RegularExpression]
    private let blockedValues: [RegularExpression]
    private let allowedValues: [RegularExpression]
    private let redactsAllTypes: Bool
    private let mask: Mask
    let summary: RedactionSummary.Detail
    let url: URLSanitizer?
    let database: DBSanitizer

    /// What becomes of a value of another type than string, when such are not looked at as texts.
    private let otherType: Outcome

    init(_ settings: RedactionSettings) throws(RedactionError) {
        allowedKeys =
            settings.allowAllKeys ? nil : KeySet(settings.allowedKeys + RedactionSummary.keys)
        ignoredKeys = KeySet(settings.ignoredKeys)
        ignoredKeyPatterns = try Self.compile(settings.ignoredKeyPatterns, "ignored_key_patterns", "ignore keys list")
        blockedKeyPatterns = try Self.compile(settings.blockedKeyPatterns, "blocked_key_patterns", "block keys list")
        blockedValues = try Self.compile(settings.blockedValues, "blocked_values", "block list")
        allowedValues = try Self.compile(settings.allowedValues, "allowed_values", "allow list")
        redactsAllTypes = settings.redactAllTypes
        mask = try Mask(settings)
        summary = RedactionSummary.Detail(rawValue: settings.summary) ?? .silent
        url = settings.urlSanitizer.enabled ? URLSanitizer(settings.urlSanitizer) : nil
        database = DBSanitizer(settings.dbSanitizer)
        otherType = Self.outcome(of: "", allowedValues, blockedValues, mask)
    }

    private static func compile(
        _ patterns: [String],
        _ key: String,
        _ list: String
    ) throws(RedactionError) -> [RegularExpression] {
        var compiled: [RegularExpression] = []
        for pattern in patterns {
            guard !["<regex>", "<regexp>", "<pattern>"].contains(pattern) else {
                throw RedactionError(
                    "failed to process \(list): \"\(pattern)\" stands for a regular expression, and is none",
                    at: key,
                    fix: "write the regular expression itself, such as \"4[0-9]{12}(?:[0-9]{3})?\""
                )
            }
            do throws(RegularExpressionError) {
                compiled.append(try RegularExpression(pattern))
            } catch {
                throw RedactionError(
                    "failed to process \(list): error compiling regex in list: \"\(pattern)\" \(error)",
                    at: key
                )
            }
        }
        return compiled
    }

    // MARK: Keys

    /// Whether attributes can be removed at all.
    var removesKeys: Bool { allowedKeys != nil }

    func ignores(_ key: borrowing TextView) -> Bool {
        if ignoredKeys.contains(key) { return true }
        for pattern in ignoredKeyPatterns where pattern.matches(key) { return true }
        return false
    }

    func removes(_ key: borrowing TextView) -> Bool { allowedKeys.map { !$0.contains(key) } ?? false }

    func masks(_ key: borrowing TextView) -> Bool {
        for pattern in blockedKeyPatterns where pattern.matches(key) { return true }
        return false
    }

    /// What happens to an entry of a map in a log record's body.
    enum Rule: Sendable {
        case ignore
        case remove
        case mask
        case look
    }

    func rule(for key: String) -> Rule {
        if ignoredKeys.contains(key) || ignoredKeyPatterns.contains(where: { $0.matches(key) }) { return .ignore }
        if let allowedKeys, !allowedKeys.contains(key) { return .remove }
        return blockedKeyPatterns.contains { $0.matches(key) } ? .mask : .look
    }

    // MARK: Values

    /// What becomes of a value.
    enum Outcome: Sendable, Equatable {
        case unchanged
        case allowed
        case masked(String)
    }

    /// What becomes of the attribute's value, in telemetry of the database `system`.
    func outcome(of attribute: borrowing AttributeView, system: String) -> Outcome {
        let value = attribute.value
        guard value.kind == .string else {
            guard redactsAllTypes else { return masks(attribute.key) ? maskedOtherType : otherType }
            return outcome(of: value.owned().text, attribute.key, system)
        }
        let text = value.string
        guard allowedValues.isEmpty else { return outcome(of: text.string, attribute.key, system) }
        guard !masks(attribute.key) else { return .masked(mask.all(of: text.string)) }
        // Most values match nothing, and are not copied.
        for pattern in blockedValues where pattern.matches(text) {
            return outcome(of: text.string, attribute.key, system)
        }
        guard isSanitized(attribute.key) else { return .unchanged }
        return outcome(of: text.string, attribute.key, system)
    }

    private var maskedOtherType: Outcome { otherType == .allowed ? .allowed : .masked(mask.all(of: "")) }

    private func isSanitized(_ key: borrowing TextView) -> Bool {
        url?.attributes.contains(key) == true || database.sanitizes(key)
    }

    private func outcome(of text: String, _ key: borrowing TextView, _ system: String) -> Outcome {
        if allows(text) { return .allowed }
        if masks(key) { return .masked(mask.all(of: text)) }
        var result = Self.maskMatches(in: text, blockedValues, mask)
        if let url, url.attributes.contains(key) { result = url.sanitize(result) }
        result = database.sanitize(result, under: key, system: system)
        return result.utf8.elementsEqual(text.utf8) ? .unchanged : .masked(result)
    }

    private static func outcome(
        of text: String,
        _ allowed: [RegularExpression],
        _ blocked: [RegularExpression],
        _ mask: Mask
    ) -> Outcome {
        if allowed.contains(where: { $0.matches(text) }) { return .allowed }
        let result = maskMatches(in: text, blocked, mask)
        return result.utf8.elementsEqual(text.utf8) ? .unchanged : .masked(result)
    }

    /// What becomes of a value in a log record's body.
    func outcomeInBody(of text: String) -> Outcome {
        if allows(text) { return .allowed }
        var result = Self.maskMatches(in: text, blockedValues, mask)
        if let url, URLSanitizer.isURL(result) { result = url.sanitize(result) }
        result = database.sanitizeInBody(result)
        return result.utf8.elementsEqual(text.utf8) ? .unchanged : .masked(result)
    }

    /// Whether a string in a log record's body certainly stays as it is, so that it need not be copied.
    func leavesInBody(_ text: borrowing TextView) -> Bool {
        guard allowedValues.isEmpty, url == nil, database.isEmpty else { return false }
        for pattern in blockedValues where pattern.matches(text) { return false }
        return true
    }

    func allows(_ text: String) -> Bool { allowedValues.contains { $0.matches(text) } }

    func maskAll(of text: String) -> String { mask.all(of: text) }

    private static func maskMatches(in text: String, _ patterns: [RegularExpression], _ mask: Mask) -> String {
        var result = text
        for pattern in patterns {
            if let replaced = pattern.replacingMatches(in: result, with: { mask.text(for: $0) }) { result = replaced }
        }
        return result
    }
}
