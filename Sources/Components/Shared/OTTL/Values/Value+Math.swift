extension Value {
    /// `lhs` and `rhs` taken together: whole numbers wrap around, mixed ones become doubles; times and durations add up.
    static func calculate(_ lhs: Value, _ operation: MathOperator, _ rhs: Value) throws(EvaluationError) -> Value {
        switch (lhs, rhs) {
        case (.int(let a), .int(let b)):
            return .int(try integer(a, operation, b))
        case (.double(let a), .double(let b)):
            return .double(try double(a, operation, b))
        case (.int(let a), .double(let b)):
            return .double(try double(Double(a), operation, b))
        case (.double(let a), .int(let b)):
            return .double(try double(a, operation, Double(b)))
        case (.time(let a), .time(let b)) where operation == .subtract:
            return .duration(a &- b)
        case (.time(let a), .duration(let b)) where operation.isSum:
            return .time(operation == .add ? a &+ b : a &- b)
        case (.duration(let a), .time(let b)) where operation == .add:
            return .time(a &+ b)
        case (.duration(let a), .duration(let b)) where operation.isSum:
            return .duration(operation == .add ? a &+ b : a &- b)
        default:
            break
        }
        for operand in [lhs, rhs] where !operand.isNumberOrTime {
            throw EvaluationError("\(operand.typeName) must be int64, float64, time.Time or time.Duration")
        }
        throw EvaluationError(
            "operation '\(operation.rawValue)' with types \(lhs.typeName) and \(rhs.typeName) is not supported"
        )
    }

    /// The value with the other sign.
    func negated() throws(EvaluationError) -> Value {
        switch self {
        case .int(let int): return .int(0 &- int)
        case .double(let double): return .double(-double)
        default: throw EvaluationError("unsupported unary minus operation on type \(typeName)")
        }
    }

    private var isNumberOrTime: Bool {
        switch self {
        case .int, .double, .time, .duration: true
        default: false
        }
    }

    private static func integer(_ a: Int64, _ operation: MathOperator, _ b: Int64) throws(EvaluationError) -> Int64 {
        switch operation {
        case .add: return a &+ b
        case .subtract: return a &- b
        case .multiply: return a &* b
        case .divide:
            guard b != 0 else { throw divisionByZero }
            return a.dividedReportingOverflow(by: b).partialValue
        }
    }

    private static func double(_ a: Double, _ operation: MathOperator, _ b: Double) throws(EvaluationError) -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide:
            guard b != 0 else { throw divisionByZero }
            return a / b
        }
    }

    private static var divisionByZero: EvaluationError { EvaluationError("attempted to divide by 0") }
}

extension MathOperator {
    fileprivate var isSum: Bool { self == .add || self == .subtract }
}
