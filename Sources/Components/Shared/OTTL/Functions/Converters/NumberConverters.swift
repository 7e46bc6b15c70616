internal import Glibc

extension FunctionTable {
    /// Converters of numbers.
    static let numberConverters: [OTTLFunction] = [
        OTTLFunction("Log", [Parameter("target", .value)]) { arguments in
            let get = arguments[0].get
            return { (evaluation) throws(EvaluationError) in
                guard let number = try get(evaluation).doubleLike() else {
                    throw EvaluationError("invalid input: the target is no number")
                }
                guard number > 0 else { throw EvaluationError("invalid input: \(number) must be greater than 0") }
                return .double(log(number))
            }
        },
        OTTLFunction("IsValidLuhn", [Parameter("target", .value)]) { arguments in
            let text = arguments.textLike(0)
            return { (evaluation) throws(EvaluationError) in .bool(isLuhn(try text(evaluation) ?? "")) }
        },
    ]

    /// Whether the digits of `text` carry their check digit. Source: ISO/IEC 7812-1, annex B.
    private static func isLuhn(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
        guard !digits.isEmpty else { return false }
        var sum = 0
        for (index, byte) in digits.reversed().enumerated() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
            let digit = Int(byte - UInt8(ascii: "0"))
            let doubled = digit * 2
            sum += index.isMultiple(of: 2) ? digit : doubled > 9 ? doubled - 9 : doubled
        }
        return sum.isMultiple(of: 10)
    }
}
