internal import Pdata

extension AttributeValue {
    /// How many messages may lie in each other inside of a value, so that every protobuf runtime reads the request: 100 in
    /// all, of which an exemplar's attribute has most around it.
    private static let maxLevels = 88

    /// The value, unless backends would refuse the whole request because of it.
    func writable() throws(EvaluationError) -> AttributeValue {
        switch self {
        case .empty, .string, .bool, .int, .double, .bytes: return self
        case .array, .map:
            guard levels <= Self.maxLevels else { throw EvaluationError("lists and maps lie too deep in each other") }
            return self
        }
    }

    /// How many messages lie in each other.
    private var levels: Int {
        switch self {
        case .empty, .string, .bool, .int, .double, .bytes: 0
        case .array(let elements): 2 + (elements.lazy.map(\.levels).max() ?? 0)
        case .map(let entries): 3 + (entries.lazy.map(\.value.levels).max() ?? 0)
        }
    }
}

extension [Attribute] {
    /// The entries, unless backends would refuse the whole request because of one.
    func writable() throws(EvaluationError) -> [Attribute] {
        for entry in self { _ = try entry.value.writable() }
        return self
    }
}
