/// Reads the words of one statement, condition or value expression.
///
/// Recursive descent of bounded depth: what lies deeper is refused.
struct Parser {
    private let tokens: [Token]
    private var index = 0
    private var depth = 0

    /// How deep expressions may lie in each other.
    static let maxDepth = 64

    private init(_ text: String) throws(SyntaxError) {
        tokens = try Lexer.tokens(of: text)
    }

    /// The statement that `text` is.
    static func statement(_ text: String) throws(SyntaxError) -> StatementSyntax {
        var parser = try Parser(text)
        let statement = try parser.statement()
        try parser.expectEnd()
        return statement
    }

    /// The condition that `text` is.
    static func condition(_ text: String) throws(SyntaxError) -> ConditionSyntax {
        var parser = try Parser(text)
        let condition = try parser.condition()
        try parser.expectEnd()
        return condition
    }

    /// The value expression that `text` is.
    static func value(_ text: String) throws(SyntaxError) -> ExpressionSyntax {
        var parser = try Parser(text)
        let value = try parser.value()
        try parser.expectEnd()
        return value
    }

    // MARK: Words

    private var token: Token { tokens[index] }

    private mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    private mutating func take(_ mark: Character) -> Bool {
        guard token.kind == .mark(mark) else { return false }
        advance()
        return true
    }

    private mutating func expect(_ mark: Character) throws(SyntaxError) {
        guard take(mark) else { throw unexpected("expected \"\(mark)\"") }
    }

    private func expectEnd() throws(SyntaxError) {
        guard token.kind == .end else { throw unexpected("expected the end") }
    }

    private func unexpected(_ expectation: String) -> SyntaxError {
        SyntaxError(
            "invalid syntax: unexpected \(token.kind.text), \(expectation)",
            at: token.range.lowerBound
        )
    }

    /// Calls `body` one level deeper.
    private mutating func deeper<Result>(
        _ body: (inout Parser) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        guard depth < Self.maxDepth else {
            throw SyntaxError(
                "expressions lie more than \(Self.maxDepth) deep in each other",
                at: token.range.lowerBound
            )
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: Statements and conditions

    private mutating func statement() throws(SyntaxError) -> StatementSyntax {
        let offset = token.range.lowerBound
        switch token.kind {
        case .lower(let name):
            guard tokens[min(index + 1, tokens.count - 1)].kind == .mark("(") else {
                throw unexpected("expected a call such as set(…)")
            }
            advance()
            let arguments = try arguments()
            if token.kind == .mark("[") {
                throw SyntaxError(
                    "only paths and converters may be indexed, not editors, but got \(name)",
                    at: token.range.lowerBound
                )
            }
            var condition: ConditionSyntax?
            if token.kind == .lower("where") {
                advance()
                condition = try self.condition()
            }
            let call = CallSyntax(name: name, arguments: arguments, keys: [], offset: offset)
            return StatementSyntax(editor: call, condition: condition)
        case .upper(let name):
            throw SyntaxError(
                "editor names must start with a lowercase letter but got '\(name)'",
                at: offset,
                fix: "a statement begins with an editor such as set"
            )
        default:
            throw unexpected("expected an editor such as set")
        }
    }

    private mutating func condition() throws(SyntaxError) -> ConditionSyntax {
        try deeper { (parser) throws(SyntaxError) in
            var terms = [try parser.term()]
            while parser.token.kind == .or {
                parser.advance()
                terms.append(try parser.term())
            }
            return terms.count == 1 ? terms[0] : .or(terms)
        }
    }

    private mutating func term() throws(SyntaxError) -> ConditionSyntax {
        var factors = [try factor()]
        while token.kind == .and {
            advance()
            factors.append(try factor())
        }
        return factors.count == 1 ? factors[0] : .and(factors)
    }

    private mutating func factor() throws(SyntaxError) -> ConditionSyntax {
        guard token.kind == .not else { return try truth() }
        advance()
        return .not(try truth())
    }

    private mutating func truth() throws(SyntaxError) -> ConditionSyntax {
        let start = index
        guard token.kind == .mark("(") else { return try comparison() }
        // A parenthesis begins a condition or a sum: only what follows tells.
        let asValue: SyntaxError
        do throws(SyntaxError) {
            return try comparison()
        } catch {
            asValue = error
        }
        index = start
        do throws(SyntaxError) {
            try expect("(")
            let inner = try condition()
            try expect(")")
            return inner
        } catch {
            throw error.offset >= asValue.offset ? error : asValue
        }
    }

    private mutating func comparison() throws(SyntaxError) -> ConditionSyntax {
        let left = try value()
        guard case .comparison(let comparison) = token.kind else {
            switch left.kind {
            case .bool(let bool): return .literal(bool)
            case .call(let call): return .call(call)
            default:
                if token.kind == .mark("=") {
                    throw SyntaxError(
                        "invalid syntax: unexpected \"=\"",
                        at: token.range.lowerBound,
                        fix: "compare with =="
                    )
                }
                throw unexpected("expected a comparison such as ==")
            }
        }
        advance()
        let right = try value()
        if case .comparison = token.kind { throw unexpected("comparisons cannot be chained") }
        return .comparison(left, comparison, right)
    }

    // MARK: Values

    private mutating func value() throws(SyntaxError) -> ExpressionSyntax {
        try deeper { (parser) throws(SyntaxError) in
            let offset = parser.token.range.lowerBound
            func made(_ kind: ExpressionSyntax.Kind) -> ExpressionSyntax {
                ExpressionSyntax(kind: kind, offset: offset)
            }
            switch parser.token.kind {
            case .lower("nil"):
                parser.advance()
                return made(.none)
            case .bool(let bool):
                parser.advance()
                return made(.bool(bool))
            case .string(let text):
                parser.advance()
                return made(.string(text))
            case .bytes(let bytes):
                parser.advance()
                return made(.bytes(bytes))
            case .mark("["):
                return made(.list(try parser.list()))
            case .mark("{"):
                return made(.map(try parser.map()))
            default:
                return try parser.sum()
            }
        }
    }

    private mutating func sum() throws(SyntaxError) -> ExpressionSyntax {
        var left = try product()
        while case .mark(let mark) = token.kind, mark == "+" || mark == "-",
            let operation = MathOperator(rawValue: mark)
        {
            advance()
            left = ExpressionSyntax(kind: .math(left, operation, try product()), offset: left.offset)
        }
        return left
    }

    private mutating func product() throws(SyntaxError) -> ExpressionSyntax {
        var left = try signed()
        while case .mark(let mark) = token.kind, mark == "*" || mark == "/",
            let operation = MathOperator(rawValue: mark)
        {
            advance()
            left = ExpressionSyntax(kind: .math(left, operation, try signed()), offset: left.offset)
        }
        return left
    }

    private mutating func signed() throws(SyntaxError) -> ExpressionSyntax {
        let offset = token.range.lowerBound
        if take("+") { return try unit() }
        guard take("-") else { return try unit() }
        // The least number has no positive counterpart.
        if case .int(let magnitude) = token.kind {
            guard magnitude <= UInt64(Int64.max) + 1 else { throw tooLarge(magnitude) }
            advance()
            return ExpressionSyntax(kind: .int(Int64(truncatingIfNeeded: 0 &- magnitude)), offset: offset)
        }
        let operand = try unit()
        if case .float(let float) = operand.kind { return ExpressionSyntax(kind: .float(-float), offset: offset) }
        return ExpressionSyntax(kind: .negation(operand), offset: offset)
    }

    private func tooLarge(_ magnitude: UInt64) -> SyntaxError {
        SyntaxError("the number \(magnitude) does not fit into 64 bits", at: token.range.lowerBound)
    }

    private mutating func unit() throws(SyntaxError) -> ExpressionSyntax {
        let offset = token.range.lowerBound
        switch token.kind {
        case .mark("("):
            return try deeper { (parser) throws(SyntaxError) in
                try parser.expect("(")
                let inner = try parser.sum()
                try parser.expect(")")
                return inner
            }
        case .int(let magnitude):
            guard magnitude <= UInt64(Int64.max) else { throw tooLarge(magnitude) }
            advance()
            return ExpressionSyntax(kind: .int(Int64(magnitude)), offset: offset)
        case .float(let float):
            advance()
            return ExpressionSyntax(kind: .float(float), offset: offset)
        case .upper(let name):
            advance()
            guard token.kind == .mark("(") else { return ExpressionSyntax(kind: .symbol(name), offset: offset) }
            let arguments = try arguments()
            let call = CallSyntax(name: name, arguments: arguments, keys: try keys(), offset: offset)
            return ExpressionSyntax(kind: .call(call), offset: offset)
        case .lower(let name):
            if name == "nil" { throw unexpected("expected a number or a path") }
            return ExpressionSyntax(kind: .path(try path()), offset: offset)
        default:
            throw unexpected("expected a value")
        }
    }

    private mutating func path() throws(SyntaxError) -> PathSyntax {
        let offset = token.range.lowerBound
        var fields: [PathSyntax.Field] = []
        repeat {
            guard case .lower(let name) = token.kind else { throw unexpected("expected the name of a field") }
            let place = token.range.lowerBound
            advance()
            if token.kind == .mark("(") {
                throw SyntaxError(
                    "converter names must start with an uppercase letter but got '\(name)'",
                    at: place,
                    fix: "editors stand at the beginning of a statement only"
                )
            }
            fields.append(PathSyntax.Field(name: name, keys: try keys(), offset: place))
        } while take(".")
        return PathSyntax(fields: fields, offset: offset)
    }

    private mutating func keys() throws(SyntaxError) -> [ExpressionSyntax] {
        var keys: [ExpressionSyntax] = []
        while token.kind == .mark("[") {
            advance()
            keys.append(try value())
            try expect("]")
        }
        return keys
    }

    private mutating func list() throws(SyntaxError) -> [ExpressionSyntax] {
        try expect("[")
        var elements: [ExpressionSyntax] = []
        if take("]") { return elements }
        repeat { elements.append(try value()) } while take(",")
        try expect("]")
        return elements
    }

    private mutating func map() throws(SyntaxError) -> [(key: String, value: ExpressionSyntax)] {
        try expect("{")
        var entries: [(key: String, value: ExpressionSyntax)] = []
        while !take("}") {
            guard case .string(let key) = token.kind else { throw unexpected("expected a key in double quotes") }
            advance()
            try expect(":")
            entries.append((key, try value()))
            if !take(",") {
                try expect("}")
                break
            }
        }
        return entries
    }

    // MARK: Arguments

    private mutating func arguments() throws(SyntaxError) -> [CallSyntax.Argument] {
        try expect("(")
        var arguments: [CallSyntax.Argument] = []
        if take(")") { return arguments }
        repeat { arguments.append(try argument()) } while take(",")
        try expect(")")
        return arguments
    }

    private mutating func argument() throws(SyntaxError) -> CallSyntax.Argument {
        var name: String?
        if case .lower(let text) = token.kind, tokens[min(index + 1, tokens.count - 1)].kind == .mark("=") {
            name = text
            advance()
            advance()
        }
        if beginsLambda {
            throw SyntaxError(
                "lambdas are not available: upstream has them behind the gate ottl.functions.enableLambda",
                at: token.range.lowerBound
            )
        }
        return CallSyntax.Argument(name: name, value: try value())
    }

    /// Whether names in parentheses and an arrow come next.
    private var beginsLambda: Bool {
        guard token.kind == .mark("(") else { return false }
        let rest = tokens[(index + 1)...].drop { token in
            switch token.kind {
            case .lower, .upper, .mark(","): true
            default: false
            }
        }
        return rest.first?.kind == .mark(")") && rest.dropFirst().first?.kind == .arrow
    }
}

extension Token.Kind {
    /// What was written, for messages.
    fileprivate var text: String {
        switch self {
        case .bytes: "a bytes literal"
        case .float(let value): "\(value)"
        case .int(let value): "\(value)"
        case .string(let value): value.debugDescription
        case .comparison(let comparison): "\"\(comparison.rawValue)\""
        case .upper(let name), .lower(let name): "\"\(name)\""
        case .not: "\"not\""
        case .or: "\"or\""
        case .and: "\"and\""
        case .bool(let value): "\"\(value)\""
        case .mark(let mark): "\"\(mark)\""
        case .arrow: "\"=>\""
        case .end: "end"
        }
    }
}
