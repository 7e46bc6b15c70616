internal import OTTL
internal import Pdata
internal import RegularExpressions

extension TransformFunctions {
    /// Those of logs.
    static let logs: [OTTLFunction] = [
        logParser("ParseCEF") { (text) throws(EvaluationError) in try CommonEventFormat.parse(text) },
        logParser("ParseELF") { (text) throws(EvaluationError) in try ExtendedLogFormat.parse(text) },
        logParser("ParseLEEF") { (text) throws(EvaluationError) in try LogEventExtendedFormat.parse(text) },
        OTTLFunction("ParseCLF", [Parameter("target", .string), .optional("format", .string)], in: [.log]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let name = try arguments.constantString(1, default: CommonLogFormat.Variant.clf.rawValue)
            guard let variant = CommonLogFormat.Variant(rawValue: name) else {
                throw FunctionError("invalid format \"\(name)\": must be \"clf\" or \"combined\"")
            }
            do throws(RegularExpressionError) {
                let format = try CommonLogFormat(variant)
                return { (evaluation) throws(EvaluationError) in .map(try format.parse(try text(evaluation))) }
            } catch {
                throw FunctionError("\(error)")
            }
        },
    ]

    private static func logParser(
        _ name: String,
        _ parse: @escaping @Sendable (String) throws(EvaluationError) -> [Attribute]
    ) -> OTTLFunction {
        OTTLFunction(name, [Parameter("target", .string)], in: [.log]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in .map(try parse(try text(evaluation))) }
        }
    }
}
