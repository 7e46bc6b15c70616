/// Reads expressions of XPath.
struct XPathParser {
    private enum Token: Equatable {
        case mark(String)
        case name(String)
        case number(Double)
        case string(String)
    }

    private static let marks = ["//", "::", "..", "!=", "<=", ">="]
    /// How much may lie in each other, or follow one another.
    private static let maxSize = 200

    private var tokens: [Token] = []
    private var index = 0
    private var size = 0

    /// The expression that `text` is.
    static func parse(_ text: String) throws(FunctionError) -> XPathExpression {
        var parser = XPathParser()
        try parser.tokenize(text)
        let expression = try parser.or()
        guard parser.index == parser.tokens.count else { throw parser.unexpected() }
        return expression
    }

    // MARK: Tokens

    private mutating func tokenize(_ text: String) throws(FunctionError) {
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest.removeFirst()
            } else if scalar == "\"" || scalar == "'" {
                let content = rest.dropFirst().prefix { $0 != scalar }
                rest = rest.dropFirst(content.count + 1)
                guard rest.popFirst() != nil else { throw FunctionError("invalid xpath: a string does not end") }
                tokens.append(.string(String(content)))
            } else if Self.isDigit(scalar) || scalar == "." && rest.dropFirst().first.map(Self.isDigit) == true {
                let digits = rest.prefix { Self.isDigit($0) || $0 == "." }
                guard let number = Double(String(digits)) ?? Double("0" + String(digits) + "0") else {
                    throw FunctionError("invalid xpath: \(String(digits)) is not a number")
                }
                rest = rest.dropFirst(digits.count)
                tokens.append(.number(number))
            } else if Self.isName(scalar) {
                let name = rest.prefix { Self.isName($0) || Self.isDigit($0) || $0 == "-" || $0 == "." }
                rest = rest.dropFirst(name.count)
                tokens.append(.name(String(name)))
            } else {
                let pair = String(String.UnicodeScalarView(rest.prefix(2)))
                let isPair = Self.marks.contains(pair)
                let mark = isPair ? pair : String(scalar)
                guard isPair || "/[]()@.,|=<>+-*:".unicodeScalars.contains(scalar) else {
                    throw FunctionError("invalid xpath: \(mark) has an invalid token")
                }
                rest = rest.dropFirst(mark.unicodeScalars.count)
                tokens.append(.mark(mark))
            }
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.value > 0xFF
    }

    private func peek(_ offset: Int = 0) -> Token? {
        tokens.indices.contains(index + offset) ? tokens[index + offset] : nil
    }

    private mutating func take(_ mark: String) -> Bool {
        guard peek() == .mark(mark) else { return false }
        index += 1
        return true
    }

    /// Takes a word that is an operator here, after an operand.
    private mutating func take(operator word: String) -> Bool {
        guard peek() == .name(word) else { return false }
        index += 1
        return true
    }

    private mutating func require(_ mark: String) throws(FunctionError) {
        guard take(mark) else { throw unexpected("; expected \(mark)") }
    }

    private func unexpected(_ more: String = "") -> FunctionError {
        switch peek() {
        case .mark(let text)?, .name(let text)?: FunctionError("invalid xpath: unexpected \(text)\(more)")
        case .string(let text)?: FunctionError("invalid xpath: unexpected '\(text)'\(more)")
        case .number(let number)?: FunctionError("invalid xpath: unexpected \(Value.decimal(number))\(more)")
        case nil: FunctionError("invalid xpath: unexpected end\(more)")
        }
    }

    /// Counts one more piece.
    private mutating func grow() throws(FunctionError) {
        size += 1
        guard size <= Self.maxSize else { throw FunctionError("invalid xpath: more than \(Self.maxSize) parts") }
    }

    // MARK: Operators

    private mutating func or() throws(FunctionError) -> XPathExpression {
        try grow()
        var left = try and()
        while take(operator: "or") {
            try grow()
            left = .or(left, try and())
        }
        return left
    }

    private mutating func and() throws(FunctionError) -> XPathExpression {
        var left = try equality()
        while take(operator: "and") {
            try grow()
            left = .and(left, try equality())
        }
        return left
    }

    private mutating func equality() throws(FunctionError) -> XPathExpression {
        var left = try relation()
        while true {
            let comparison: XPathExpression.Comparison
            if take("=") { comparison = .equal } else if take("!=") { comparison = .notEqual } else { return left }
            try grow()
            left = .comparison(left, comparison, try relation())
        }
    }

    private mutating func relation() throws(FunctionError) -> XPathExpression {
        var left = try sum()
        let comparisons: [(String, XPathExpression.Comparison)] = [
            ("<", .less), ("<=", .lessOrEqual), (">", .greater), (">=", .greaterOrEqual),
        ]
        while let (mark, comparison) = comparisons.first(where: { peek() == .mark($0.0) }) {
            _ = take(mark)
            try grow()
            left = .comparison(left, comparison, try sum())
        }
        return left
    }

    private mutating func sum() throws(FunctionError) -> XPathExpression {
        var left = try product()
        while true {
            let operation: XPathExpression.Operation
            if take("+") { operation = .add } else if take("-") { operation = .subtract } else { return left }
            try grow()
            left = .math(left, operation, try product())
        }
    }

    private mutating func product() throws(FunctionError) -> XPathExpression {
        var left = try negation()
        while true {
            let operation: XPathExpression.Operation
            if take("*") {
                operation = .multiply
            } else if take(operator: "div") {
                operation = .divide
            } else if take(operator: "mod") {
                operation = .remainder
            } else {
                return left
            }
            try grow()
            left = .math(left, operation, try negation())
        }
    }

    private mutating func negation() throws(FunctionError) -> XPathExpression {
        var isNegative = false
        while take("-") { isNegative.toggle() }
        var left = try path()
        while take("|") {
            try grow()
            left = .union(left, try path())
        }
        return isNegative ? .negation(left) : left
    }

    // MARK: Paths

    private mutating func path() throws(FunctionError) -> XPathExpression {
        if let primary = try primary() {
            let predicates = try predicates()
            let steps = try stepsAfter()
            return predicates.isEmpty && steps.isEmpty
                ? primary : .filter(primary, predicates: predicates, steps: steps)
        }
        if peek() == .mark("//") { return .path(isAbsolute: true, try stepsAfter()) }
        let isAbsolute = take("/")
        if isAbsolute, !beginsStep { return .path(isAbsolute: true, []) }
        let first = try step()
        return .path(isAbsolute: isAbsolute, [first] + (try stepsAfter()))
    }

    /// What is neither a path nor an operator; nil when a path begins.
    private mutating func primary() throws(FunctionError) -> XPathExpression? {
        switch peek() {
        case .number(let number)?:
            index += 1
            return .number(number)
        case .string(let text)?:
            index += 1
            return .string(text)
        case .mark("(")?:
            index += 1
            let inner = try or()
            try require(")")
            return inner
        case .name(let name)? where peek(1) == .mark("(") && !Self.nodeTypes.contains(name):
            guard let function = XPathFunction(rawValue: name) else {
                throw FunctionError("invalid xpath: unknown function \(name)()")
            }
            index += 2
            return .call(function, try arguments(of: function))
        default:
            return nil
        }
    }

    private mutating func arguments(of function: XPathFunction) throws(FunctionError) -> [XPathExpression] {
        var arguments: [XPathExpression] = []
        if !take(")") {
            repeat { arguments.append(try or()) } while take(",")
            try require(")")
        }
        guard function.arity.contains(arguments.count) else {
            throw FunctionError("invalid xpath: \(function.rawValue)() does not take \(arguments.count) arguments")
        }
        return arguments
    }

    private static let nodeTypes = ["node", "text", "comment", "processing-instruction"]

    private var beginsStep: Bool {
        switch peek() {
        case .name?, .mark("*")?, .mark("@")?, .mark(".")?, .mark("..")?: true
        default: false
        }
    }

    private mutating func stepsAfter() throws(FunctionError) -> [XPathStep] {
        var steps: [XPathStep] = []
        while true {
            if take("//") { steps.append(.anywhere) } else if !take("/") { return steps }
            steps.append(try step())
        }
    }

    private mutating func step() throws(FunctionError) -> XPathStep {
        try grow()
        if take("..") { return XPathStep(axis: .parent, test: .node) }
        if take(".") { return XPathStep(axis: .current, test: .node) }
        var axis = XPathStep.Axis.child
        if take("@") {
            axis = .attribute
        } else if case .name(let name)? = peek(), peek(1) == .mark("::") {
            guard let named = XPathStep.Axis(rawValue: name) else {
                throw FunctionError("invalid xpath: unknown axis \(name)")
            }
            axis = named
            index += 2
        }
        return XPathStep(axis: axis, test: try test(), predicates: try predicates())
    }

    private mutating func test() throws(FunctionError) -> XPathStep.Test {
        if take("*") { return .name(prefix: nil, local: nil) }
        guard case .name(let name)? = peek() else { throw unexpected() }
        index += 1
        if take("(") {
            if name == "processing-instruction", case .string(let target)? = peek() {
                index += 1
                try require(")")
                return .instruction(target)
            }
            try require(")")
            switch name {
            case "node": return .node
            case "text": return .text
            case "comment": return .comment
            case "processing-instruction": return .instruction(nil)
            default: throw FunctionError("invalid xpath: unknown node type \(name)()")
            }
        }
        guard take(":") else { return .name(prefix: "", local: name) }
        if take("*") { return .name(prefix: name, local: nil) }
        guard case .name(let local)? = peek() else { throw unexpected() }
        index += 1
        return .name(prefix: name, local: local)
    }

    private mutating func predicates() throws(FunctionError) -> [XPathExpression] {
        var predicates: [XPathExpression] = []
        while take("[") {
            predicates.append(try or())
            try require("]")
        }
        return predicates
    }
}
