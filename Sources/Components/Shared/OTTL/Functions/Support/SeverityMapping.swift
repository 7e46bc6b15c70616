internal import Pdata

/// Which texts and numbers stand for which severity.
///
/// Each severity has a list of criteria: a text, which must be the same; `{"min": …, "max": …}`, between which a number
/// must lie; `{"range": "2xx"}`, one of the hundreds of HTTP's status codes.
enum SeverityMapping {
    static func level(of target: Value, _ mapping: [Attribute]) throws(EvaluationError) -> Value {
        for entry in mapping {
            guard case .array(let criteria) = entry.value else {
                throw EvaluationError("severity mapping of \(entry.key) must be a list")
            }
            for criterion in criteria {
                if try matches(target, criterion) { return .string(entry.key) }
            }
        }
        throw EvaluationError("could not map log level: no severity matches")
    }

    private static func matches(_ target: Value, _ criterion: AttributeValue) throws(EvaluationError) -> Bool {
        switch criterion {
        case .string(let text):
            if let range = hundreds(text), case .int(let int) = target { return range.contains(int) }
            return target.string == text
        case .map(let entries):
            if let text = entries.first(where: { $0.key == "equals" })?.value {
                guard case .array(let values) = text else { throw EvaluationError("equals must be a list") }
                return values.contains { Value.compare(Value($0), .equal, target) }
            }
            var range = entries
            if case .map(let inner)? = entries.first(where: { $0.key == "range" })?.value { range = inner }
            if case .string(let name)? = entries.first(where: { $0.key == "range" })?.value {
                guard let hundreds = hundreds(name), case .int(let int) = target else { return false }
                return hundreds.contains(int)
            }
            guard case .int(let least)? = range.first(where: { $0.key == "min" })?.value,
                case .int(let most)? = range.first(where: { $0.key == "max" })?.value
            else { throw EvaluationError("a range of severities needs min and max") }
            guard case .int(let int) = target else { return false }
            return int >= least && int <= most
        default:
            return Value.compare(Value(criterion), .equal, target)
        }
    }

    /// The numbers that `2xx` stands for.
    private static func hundreds(_ name: String) -> ClosedRange<Int64>? {
        guard name.count == 3, name.lowercased().hasSuffix("xx"), let first = name.first?.wholeNumberValue else {
            return nil
        }
        return Int64(first * 100)...Int64(first * 100 + 99)
    }
}
