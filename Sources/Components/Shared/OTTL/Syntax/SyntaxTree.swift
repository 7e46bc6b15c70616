/// A statement: an editor, and when it is called.
struct StatementSyntax: Sendable {
    var editor: CallSyntax
    var condition: ConditionSyntax?
}

/// What is true or false.
indirect enum ConditionSyntax: Sendable {
    case literal(Bool)
    case call(CallSyntax)
    case comparison(ExpressionSyntax, ComparisonOperator, ExpressionSyntax)
    case not(ConditionSyntax)
    case and([ConditionSyntax])
    case or([ConditionSyntax])
}

/// What has a value, and at which byte of the text it begins.
struct ExpressionSyntax: Sendable {
    indirect enum Kind: Sendable {
        case none
        case bool(Bool)
        case int(Int64)
        case float(Double)
        case string(String)
        case bytes([UInt8])
        /// A symbol; as an argument it can also be a function's name.
        case symbol(String)
        case path(PathSyntax)
        case call(CallSyntax)
        case math(ExpressionSyntax, MathOperator, ExpressionSyntax)
        case negation(ExpressionSyntax)
        case list([ExpressionSyntax])
        case map([(key: String, value: ExpressionSyntax)])
    }

    var kind: Kind
    var offset: Int
}

/// How two numbers, or times, become one.
enum MathOperator: Character, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
}

/// A place in telemetry.
struct PathSyntax: Sendable {
    struct Field: Sendable {
        var name: String
        var keys: [ExpressionSyntax]
        var offset: Int
    }

    /// All that is joined by dots; the first may name the context.
    var fields: [Field]
    var offset: Int
}

/// A call of an editor or a converter.
struct CallSyntax: Sendable {
    struct Argument: Sendable {
        /// The name that was written before `=`.
        var name: String?
        var value: ExpressionSyntax
    }

    var name: String
    var arguments: [Argument]
    /// What the result is indexed by.
    var keys: [ExpressionSyntax]
    var offset: Int
}
