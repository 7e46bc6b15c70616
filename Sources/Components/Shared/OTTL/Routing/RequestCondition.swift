package import CollectorAPI

/// A condition on a request's metadata: `request["<name>"] == "value"`, or with `!=`.
package struct RequestCondition: Sendable {
    private let name: String
    private let value: String
    private let isEqual: Bool

    /// The condition that `text` is.
    package init(_ text: String) throws(FunctionError) {
        let trimmed = text.drop { $0.isWhitespace }
        guard !trimmed.isEmpty else { throw FunctionError("condition is empty") }
        let tokens: [Token]
        do throws(SyntaxError) {
            tokens = try Lexer.tokens(of: text)
        } catch {
            throw FunctionError(error.message)
        }
        let comparisons = tokens.compactMap { token -> ComparisonOperator? in
            if case .comparison(let comparison) = token.kind { return comparison }
            return nil
        }
        guard comparisons.count <= 1 else { throw FunctionError("condition contains multiple comparators") }
        guard let comparison = comparisons.first, comparison == .equal || comparison == .notEqual else {
            throw FunctionError("condition does not contain a valid comparator")
        }
        guard tokens.count == 7, tokens[0].kind == .lower("request"), tokens[1].kind == .mark("["),
            case .string(let name) = tokens[2].kind, tokens[3].kind == .mark("]"),
            case .string(let value) = tokens[5].kind
        else { throw FunctionError("condition must have format 'request[\"<name>\"] <comparator> <value>'") }
        self.name = name.lowercased()
        self.value = value
        isEqual = comparison == .equal
    }

    /// The condition on resources that stands for it, for a header that is not repeated.
    package var replacement: String {
        "otelcol.client.metadata[\(OTTLText.literal(name))][0] \(isEqual ? "==" : "!=") \(OTTLText.literal(value))"
    }

    /// Whether one of the values that `client` sent meets it; without any it is not met.
    package func matches(_ client: ClientContext) -> Bool {
        (client.metadata[name] ?? []).contains { ($0 == value) == isEqual }
    }
}
