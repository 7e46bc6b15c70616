internal import AttributeActions
internal import CollectorConfig
internal import Pdata

/// Attributes that must all be there.
struct AttributesMatcher: Sendable {
    private enum Condition: Sendable {
        case anyValue
        case string(String)
        case value(AttributeValue)
        case text(TextFilter)
    }

    private let conditions: [(key: String, condition: Condition)]

    /// The matcher for `settings`; nil when there are none, and so nothing to match.
    ///
    /// - Parameter subject: what is matched, for the message about a bad pattern.
    init?(_ settings: [AttributeMatchSettings], _ matchType: String, _ subject: String) throws(MatchError) {
        guard !settings.isEmpty else { return nil }
        var conditions: [(key: String, condition: Condition)] = []
        for attribute in settings {
            guard !attribute.key.isEmpty else {
                throw MatchError("error creating \(subject) filters: can't have empty key in the list of attributes")
            }
            conditions.append((attribute.key, try Self.condition(attribute, matchType, subject)))
        }
        self.conditions = conditions
    }

    private static func condition(
        _ attribute: AttributeMatchSettings,
        _ matchType: String,
        _ subject: String
    ) throws(MatchError) -> Condition {
        guard let node = attribute.value, !node.isNull else { return .anyValue }
        let value = AttributeValue(node)
        switch matchType {
        case "strict":
            if case .string(let text) = value { return .string(text) }
            return .value(value)
        case "regexp":
            guard case .string(let pattern) = value else {
                throw MatchError(
                    "error creating \(subject) filters: match_type=regexp for \"\(attribute.key)\" only supports Str, but "
                        + "found \(value.kindName)"
                )
            }
            guard let filter = try TextFilter([pattern], matchType, subject) else { return .anyValue }
            return .text(filter)
        default:
            throw MatchError(
                "error creating \(subject) filters: unrecognized match_type: '\(matchType)', valid types are: "
                    + "[regexp strict]"
            )
        }
    }

    /// Whether all are among `attributes`.
    func matches(_ attributes: borrowing AttributesView) -> Bool {
        for (key, condition) in conditions {
            let isMet = attributes.value(of: key) { value in Self.isMet(condition, value) }
            guard isMet == true else { return false }
        }
        return true
    }

    private static func isMet(_ condition: Condition, _ value: ValueView) -> Bool {
        switch condition {
        case .anyValue:
            return true
        case .string(let expected):
            return value.kind == .string && value.string == expected
        case .value(let expected):
            return value.owned() == expected
        case .text(let filter):
            switch value.kind {
            case .string: return filter.matches(value.string)
            case .bool: return filter.matches(value.bool ? "true" : "false")
            case .int: return filter.matches(String(value.int))
            case .double: return filter.matches(decimal(value.double))
            case .empty, .array, .map, .bytes, .stringIndex: return false
            }
        }
    }

    /// The shortest decimal without an exponent.
    private static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return DecimalText(value).plain
    }
}

extension AttributeValue {
    /// The name of the type in upstream's messages.
    fileprivate var kindName: String {
        switch self {
        case .empty: "Empty"
        case .string: "Str"
        case .bool: "Bool"
        case .int: "Int"
        case .double: "Double"
        case .bytes: "Bytes"
        case .array: "Slice"
        case .map: "Map"
        }
    }
}
