internal import Pdata

extension AttributeValue {
    /// The value as another type; nil when it cannot be, or is already.
    func converted(to type: AttributeAction.ConvertedType) -> AttributeValue? {
        switch type {
        case .string: asString
        case .int: asInt
        case .double: asDouble
        }
    }

    private var asString: AttributeValue? {
        if case .string = self { return nil }
        return .string(text)
    }

    private var asInt: AttributeValue? {
        switch self {
        case .double(let double): Int64(exactly: double.rounded(.towardZero)).map { .int($0) }
        case .bool(let bool): .int(bool ? 1 : 0)
        case .string(let text): Int64(text).map { .int($0) }
        case .int, .empty, .bytes, .array, .map: nil
        }
    }

    private var asDouble: AttributeValue? {
        switch self {
        case .int(let int): .double(Double(int))
        case .bool(let bool): .double(bool ? 1 : 0)
        case .string(let text): Self.double(text).map { .double($0) }
        case .double, .empty, .bytes, .array, .map: nil
        }
    }

    /// The number that `text` spells; a number too large for a double is none.
    private static func double(_ text: String) -> Double? {
        guard let value = Double(text), value.isFinite || !text.contains(where: \.isNumber) else { return nil }
        return value
    }
}
