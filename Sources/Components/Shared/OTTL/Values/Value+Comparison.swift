internal import Glibc
internal import Pdata

extension Value {
    /// Whether `lhs` compares to `rhs` as `comparison` says. Of different types, numbers aside, only `!=` is true.
    static func compare(_ lhs: Value, _ comparison: ComparisonOperator, _ rhs: Value) -> Bool {
        switch (lhs, rhs) {
        case (.int(let a), .int(let b)):
            return comparison.holds(a, b)
        case (.string, .string), (.string, .text), (.text, .string), (.text, .text):
            return compareUTF8(lhs, comparison, rhs)
        case (.bool(let a), .bool(let b)):
            return comparison.holds(a ? 1 : 0, b ? 1 : 0)
        case (.double(let a), .double(let b)):
            return comparison.holds(a, b)
        case (.int(let a), .double(let b)):
            return comparison.holds(Double(a), b)
        case (.double(let a), .int(let b)):
            return comparison.holds(a, Double(b))
        case (.time(let a), .time(let b)), (.duration(let a), .duration(let b)):
            return comparison.holds(a, b)
        case (.bytes, .bytes), (.bytes, .blob), (.blob, .bytes), (.blob, .blob):
            let order = lhs.withBytes { a in rhs.withBytes { b in bytewise(a, b) } ?? 0 } ?? 0
            return comparison.holds(order, 0)
        case (.traceID(let a), .traceID(let b)):
            return comparison.holds(equal: a == b)
        case (.spanID(let a), .spanID(let b)):
            return comparison.holds(equal: a == b)
        case (.profileID(let a), .profileID(let b)):
            return comparison.holds(equal: a == b)
        case (.array(let a), .array(let b)):
            return comparison.holds(equal: AttributeValue.array(a).equals(.array(b)))
        case (.map(let a), .map(let b)):
            return comparison.holds(equal: AttributeValue.map(a).equals(.map(b)))
        case (.messages(let a, let nameA), .messages(let b, let nameB)):
            return comparison.holds(equal: nameA == nameB && a == b)
        default:
            guard lhs.isNone || lhs.isEmptyBytes, rhs.isNone || rhs.isEmptyBytes else { return comparison == .notEqual }
            return comparison == .equal || comparison == .lessOrEqual || comparison == .greaterOrEqual
        }
    }

    private static func compareUTF8(_ lhs: Value, _ comparison: ComparisonOperator, _ rhs: Value) -> Bool {
        let isEquality = comparison == .equal || comparison == .notEqual
        let order: Int? = lhs.withUTF8 { a in
            rhs.withUTF8 { b in
                // Of different lengths no more has to be known.
                if isEquality, a.count != b.count { return 1 }
                return bytewise(a, b)
            } ?? 0
        }
        return comparison.holds(order ?? 0, 0)
    }

    /// The order of `a` and `b` by their bytes: below, at or above zero.
    private static func bytewise(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
        if let first = a.baseAddress, let second = b.baseAddress {
            let order = memcmp(first, second, min(a.count, b.count))
            if order != 0 { return Int(order) }
        }
        return a.count - b.count
    }

    /// Bytes without any count as none.
    private var isEmptyBytes: Bool { withBytes(\.isEmpty) ?? false }
}

extension ComparisonOperator {
    fileprivate func holds<Operand: Comparable>(_ a: Operand, _ b: Operand) -> Bool {
        switch self {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    /// Of what has no order.
    fileprivate func holds(equal: Bool) -> Bool {
        switch self {
        case .equal: equal
        case .notEqual: !equal
        case .less, .lessOrEqual, .greater, .greaterOrEqual: false
        }
    }
}

extension AttributeValue {
    /// Whether both are the same; the order of a map's keys does not count.
    func equals(_ other: AttributeValue) -> Bool {
        switch (self, other) {
        case (.map(let a), .map(let b)):
            guard a.count == b.count else { return false }
            guard a.count > 8 else {
                return a.allSatisfy { entry in
                    b.first { $0.key == entry.key }.map { entry.value.equals($0.value) } ?? false
                }
            }
            var values: [String: AttributeValue] = [:]
            for entry in b { values[entry.key] = entry.value }
            return a.allSatisfy { entry in values[entry.key].map { entry.value.equals($0) } ?? false }
        case (.array(let a), .array(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.equals($1) }
        case (.int(let int), .double(let double)), (.double(let double), .int(let int)):
            return Double(int) == double
        default:
            return self == other
        }
    }
}
