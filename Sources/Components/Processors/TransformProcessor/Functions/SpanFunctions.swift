internal import OTTL
internal import Pdata

extension TransformFunctions {
    /// Those of traces.
    static let traces: [OTTLFunction] = [
        OTTLFunction(
            "set_semconv_span_name",
            [Parameter("semconv_version", .string), .optional("original_span_name_attribute", .string)],
            in: [.span]
        ) { (arguments) throws(FunctionError) in
            let text = try arguments.constantString(0)
            guard let version = SemanticVersion(text) else {
                throw FunctionError("failed to parse semconv version \"\(text)\"")
            }
            let known = SemanticVersion.known
            guard known.contains(version) else {
                throw FunctionError(
                    "unsupported semconv version \"\(text)\": must be between \(known.lowerBound) and \(known.upperBound)"
                )
            }
            let original = arguments.has(1) ? try arguments.constantString(1) : nil
            if let original, original.isEmpty {
                throw FunctionError("original_span_name_attribute cannot be an empty string")
            }
            return { evaluation in
                let span = SemanticSpan(message: evaluation.target.message(3))
                if let name = span.conventionalName { span.rename(to: name, keepingIn: original) }
                return .none
            }
        }
    ]
}
