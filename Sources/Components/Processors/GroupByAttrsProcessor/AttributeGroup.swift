internal import Pdata

/// The attributes that items have in common, and that become their resource's.
struct AttributeGroup: Hashable, Sendable {
    let attributes: [Attribute]
    /// Keys, types and values, by which groups are told apart: strings that look alike may be of other bytes.
    private let identity: [UInt8]

    var isEmpty: Bool { attributes.isEmpty }

    /// What of `attributes` is called one of `keys`.
    init(_ keys: [String], of attributes: AttributesView) {
        var found: [Attribute] = []
        var identity: [UInt8] = []
        for (index, key) in keys.enumerated() {
            guard let value = attributes[key] else { continue }
            found.append(Attribute(key, value))
            Self.append(UInt64(index), to: &identity)
            Self.append(value, to: &identity)
        }
        self.attributes = found
        self.identity = identity
    }

    static func == (lhs: AttributeGroup, rhs: AttributeGroup) -> Bool { lhs.identity == rhs.identity }

    func hash(into hasher: inout Hasher) { hasher.combine(identity) }

    /// Appends a value with its type; what is in values lies no deeper than what the receiver checked.
    private static func append(_ value: AttributeValue, to identity: inout [UInt8]) {
        switch value {
        case .empty:
            identity.append(0)
        case .string(let text):
            identity.append(1)
            append(text, to: &identity)
        case .bool(let bool):
            identity.append(bool ? 3 : 2)
        case .int(let int):
            identity.append(4)
            append(UInt64(bitPattern: int), to: &identity)
        case .double(let double):
            identity.append(5)
            append(double.bitPattern, to: &identity)
        case .bytes(let bytes):
            identity.append(6)
            append(UInt64(bytes.count), to: &identity)
            identity += bytes.array
        case .array(let elements):
            identity.append(7)
            append(UInt64(elements.count), to: &identity)
            for element in elements { append(element, to: &identity) }
        case .map(let entries):
            identity.append(8)
            append(UInt64(entries.count), to: &identity)
            for entry in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                append(entry.key, to: &identity)
                append(entry.value, to: &identity)
            }
        }
    }

    private static func append(_ text: String, to identity: inout [UInt8]) {
        append(UInt64(text.utf8.count), to: &identity)
        identity += text.utf8
    }

    private static func append(_ number: UInt64, to identity: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { identity += $0 }
    }
}
