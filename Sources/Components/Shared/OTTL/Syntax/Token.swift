/// A word of a statement, and where it stands.
struct Token: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// The digits of a literal such as `0x0aff`.
        case bytes([UInt8])
        case float(Double)
        /// A whole number without its sign.
        case int(UInt64)
        case string(String)
        case comparison(ComparisonOperator)
        /// A name that begins with a capital: a converter or an enumeration's symbol.
        case upper(String)
        /// A name that begins with a small letter: a path's part, an editor or an argument's name.
        case lower(String)
        case not, or, and
        case bool(Bool)
        /// One of `+ - * / = ( ) { } [ ] : , .`.
        case mark(Character)
        /// `=>`, which begins a lambda's body.
        case arrow
        case end
    }

    let kind: Kind
    /// The bytes of the statement that it consists of.
    let range: Range<Int>
}

/// How two values are compared.
enum ComparisonOperator: String, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
    case greater = ">"
    case less = "<"
}
