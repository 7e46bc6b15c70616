/// What an expression has become: how its value is found, and what is known of it beforehand.
package struct Operand: Sendable {
    package let get: Getter
    /// The value, where it is the same for every record.
    package var constant: Value?
    /// The elements of a list that was written out.
    var elements: [Operand]?
    /// The place, of a path.
    var path: PathAccess?
    /// At which byte of the text it begins.
    var offset: Int

    /// An operand that is the same for every record.
    init(constant: Value, at offset: Int) {
        get = { _ in constant }
        self.constant = constant
        self.offset = offset
    }

    init(at offset: Int, path: PathAccess? = nil, elements: [Operand]? = nil, _ get: @escaping Getter) {
        self.get = get
        self.path = path
        self.elements = elements
        self.offset = offset
    }
}
