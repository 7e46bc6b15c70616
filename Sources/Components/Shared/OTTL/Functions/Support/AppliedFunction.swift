internal import Pdata

/// A converter that another function applies to texts, with a format for what comes out.
struct AppliedFunction: Sendable {
    private let call: Getter
    private let format: TypedGetter<String>?

    /// The function at `index` of `arguments` and the format at the place after it; nil without a function.
    init?(_ arguments: Arguments, at index: Int) throws(FunctionError) {
        guard let function = arguments.functions[index] else { return nil }
        guard let first = function.parameters.first, function.parameters.dropFirst().allSatisfy(\.isOptional) else {
            throw FunctionError("\(function.name) does not take one argument")
        }
        guard first.kind != .target, first.kind != .function else {
            throw FunctionError("\(function.name) does not take a value")
        }
        let argument = Operand(at: 0) { $0.argument }
        let others = Array(repeating: Operand?.none, count: function.parameters.count - 1)
        call = try function.make(
            Arguments(
                parameters: function.parameters,
                operands: [argument] + others,
                functions: Array(repeating: nil, count: function.parameters.count)
            )
        )
        guard arguments.has(index + 1) else {
            format = nil
            return
        }
        if let text = arguments[index + 1].constant?.string, Self.parts(text) == nil {
            throw FunctionError(
                "replacementFormat must be format string containing a single %s and no other format specifiers"
            )
        }
        format = arguments.string(index + 1)
    }

    /// What it makes of `text`.
    func apply(to text: String, _ evaluation: Evaluation) throws(EvaluationError) -> String {
        let outer = evaluation.argument
        evaluation.argument = .string(text)
        defer { evaluation.argument = outer }
        let result = try call(evaluation)
        guard let made = result.string else {
            throw EvaluationError("the replacement must be a string but got \(result.typeName)")
        }
        guard let format = try format?(evaluation) else { return made }
        guard let parts = Self.parts(format) else {
            throw EvaluationError("the format must contain a single %s and no other format specifiers")
        }
        return parts.before + made + parts.after
    }

    /// What is before and after the `%s` of `format`; nil unless there is one, and nothing else of the kind.
    private static func parts(_ format: String) -> (before: String, after: String)? {
        let pieces = format.split(separator: "%", omittingEmptySubsequences: false)
        guard pieces.count == 2, pieces[1].first == "s" else { return nil }
        return (String(pieces[0]), String(pieces[1].dropFirst()))
    }
}
