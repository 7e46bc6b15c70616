/// The header fields of an HTTP message or the metadata of a gRPC call: names in lower case, in their order of arrival.
///
/// Look-ups walk the fields: messages have few of them.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name in lower case.
        public let name: String

        /// The value, without white space around it.
        public let value: String
    }

    /// The fields in order.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// Fields in the order of `elements`, their names put in lower case.
    public init(_ elements: some Sequence<(String, String)>) {
        for (name, value) in elements { append(name, value) }
    }

    /// Fields in the order of `elements`, their names put in lower case.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }

    /// The number of fields.
    public var count: Int { fields.count }

    /// Whether there are no fields.
    public var isEmpty: Bool { fields.isEmpty }

    /// The first value of `name`, which is in lower case.
    public subscript(_ name: String) -> String? {
        for field in fields where field.name == name { return field.value }
        return nil
    }

    /// Every value of `name`, which is in lower case, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Adds a field after the others.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.asciiLowercased, value: value))
    }

    /// Makes `value` the only value of `name`.
    public mutating func set(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Removes every field called `name`.
    public mutating func remove(_ name: String) {
        let name = name.asciiLowercased
        fields.removeAll { $0.name == name }
    }

    /// The values of a list-valued field, such as `Connection`, split at commas, in lower case, without parameters.
    func tokens(_ name: String) -> [String] {
        all(name).flatMap { value in
            value.split(separator: ",").compactMap { element in
                let token = element.prefix { $0 != ";" }.trimmingHTTPSpace
                return token.isEmpty ? nil : token.asciiLowercased
            }
        }
    }

    /// The names, never the values: those may hold secrets.
    public var description: String { fields.map(\.name).description }
}
