import Foundation
import SwiftProtobuf

/// Makes random messages that use every field, unknown ones included.
///
/// Works on any generated message: it poses as a decoder, and the message asks it for its fields. Doubles are never NaN,
/// so that messages can be compared, and ids have their right lengths or none.
package struct RandomMessages {
    /// Where chance comes from.
    package var random: SplitMix

    /// How many elements a repeated field has at most.
    package var maxElements = 3

    /// How deep values nest in each other at most.
    package var maxDepth = 14

    /// How many sub-messages a message has at most, all levels taken together.
    package var maxMessages = 150

    /// Whether attributes of profiles name their keys and text by places in the dictionary.
    package var hasReferences = false

    /// Whether messages carry fields that the protocol does not define.
    package var hasUnknownFields = true

    private var path: [String] = []
    private var pending: [[Int]] = []
    private var current = 0
    private var made = 0

    /// Random messages; the same for the same `seed`.
    package init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }

    /// A random message.
    package mutating func message<M: Message>(_ type: M.Type = M.self) -> M {
        if path.isEmpty { made = 0 }
        var message = M()
        fill(&message)
        guard path.isEmpty,
            var profiles = message as? Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest
        else { return message }
        // Most senders begin each table with the entry that means none, as they must.
        if !random.oneIn(4) { profiles.dictionary.addFirstEntries() }
        profiles.wrapIndices()
        if !hasReferences { profiles.writeOutReferences() }
        return profiles as? M ?? message
    }

    private mutating func fill<M: Message>(_ message: inout M) {
        made += 1
        path.append(M.protoMessageName)
        pending.append(fieldNumbers())
        defer {
            path.removeLast()
            pending.removeLast()
        }
        // A decoder that never throws cannot make a generated message throw.
        try? message.decodeMessage(decoder: &self)
        guard hasUnknownFields, random.oneIn(4), let carrier = try? M(serializedBytes: unknownFields()) else { return }
        message.unknownFields = carrier.unknownFields
    }

    /// The fields that the message at the end of `path` gets, in random order.
    private mutating func fieldNumbers() -> [Int] {
        var numbers = Array(1...16)
        if path.last?.hasSuffix(".AnyValue") == true {
            numbers = path.count >= maxDepth ? [1, 2, 3, 4, 7, 8] : [1, 2, 3, 4, 5, 6, 7, 8]
            return random.oneIn(10) ? [] : [numbers[Int.random(in: 0..<numbers.count, using: &random)]]
        }
        if path.last?.hasSuffix(".Metric") == true {
            // One member of the oneof, mostly present.
            let data = [5, 7, 9, 10, 11]
            numbers = [1, 2, 3, 12] + [data[Int.random(in: 0..<data.count, using: &random)]]
        }
        if path.last?.hasSuffix("DataPoint") == true || path.last?.hasSuffix("Exemplar") == true {
            numbers.removeAll { $0 == (random.oneIn(2) ? 6 : 4) && path.last?.hasSuffix("NumberDataPoint") == true }
        }
        // Without resources and scopes there would be nothing to see.
        if path.count <= 3 { return numbers.shuffled(using: &random) }
        let rarity = Int.random(in: 2...6, using: &random)
        return numbers.filter { _ in !random.oneIn(rarity) }.shuffled(using: &random)
    }

    /// Fields of every wire type, with numbers that no message of OTLP has.
    private mutating func unknownFields() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let number = UInt64.random(in: 100...900, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes += varint(number << 3) + varint(random.next())
            case 1: bytes += varint(number << 3 | 1) + [1, 2, 3, 4, 5, 6, 7, 8]
            case 2: bytes += varint(number << 3 | 2) + [3, 0xFF, 0x00, 0x80]
            case 3: bytes += varint(number << 3 | 5) + [1, 2, 3, 4]
            default: bytes += varint(number << 3 | 3) + [0x08, 0x01, 0x13, 0x14] + varint(number << 3 | 4)
            }
        }
        return bytes
    }

    private func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "service.name", "ä", "€", "𝄞", "\"", "\\", "\n", "\u{1}", "/", " ", "0", "</script>", "\u{2028}",
        ]
        return (0..<Int.random(in: 0...12, using: &random)).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }.joined()
    }

    private mutating func data() -> Data {
        let length = idLength() ?? Int.random(in: 0...20, using: &random)
        guard idLength() == nil || !random.oneIn(5) else { return Data() }
        return Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// The length of the id that the current field is; nil when it is none.
    private func idLength() -> Int? {
        switch (path.last?.split(separator: ".").last ?? "", current) {
        case ("Span", 1), ("Link", 1), ("Exemplar", 5), ("LogRecord", 9), ("Profile", 7): 16
        case ("Span", 2), ("Span", 4), ("Link", 2), ("Exemplar", 4), ("LogRecord", 10): 8
        default: nil
        }
    }

    /// Small numbers, large ones, and the ends of the range.
    private mutating func integer<I: FixedWidthInteger>() -> I {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: 0
        case 1: I.max
        case 2: I.min
        case 3: 1
        case 4: I(truncatingIfNeeded: random.next() & 0xFFFF)
        default: I(truncatingIfNeeded: random.next())
        }
    }

    private mutating func double() -> Double {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: 0
        case 1: .infinity
        case 2: -.infinity
        case 3: .leastNonzeroMagnitude
        case 4: .greatestFiniteMagnitude
        case 5: Double(Int.random(in: -1000...1000, using: &random)) / 8
        case 6: -1e21
        default: Double.random(in: -1e9...1e9, using: &random)
        }
    }

    private mutating func repeated<T>(_ value: inout [T], _ element: (inout Self) -> T) {
        for _ in 0..<Int.random(in: 0...maxElements, using: &random) { value.append(element(&self)) }
    }
}

// The messages ask for their fields here.
extension RandomMessages: SwiftProtobuf.Decoder {
    package mutating func handleConflictingOneOf() throws {}

    package mutating func nextFieldNumber() throws -> Int? {
        guard let number = pending[pending.count - 1].popLast() else { return nil }
        current = number
        return number
    }

    package mutating func decodeSingularFloatField(value: inout Float) throws { value = Float(double()) }
    package mutating func decodeSingularFloatField(value: inout Float?) throws { value = Float(double()) }
    package mutating func decodeRepeatedFloatField(value: inout [Float]) throws {
        repeated(&value) { Float($0.double()) }
    }

    package mutating func decodeSingularDoubleField(value: inout Double) throws { value = double() }
    package mutating func decodeSingularDoubleField(value: inout Double?) throws { value = double() }
    package mutating func decodeRepeatedDoubleField(value: inout [Double]) throws { repeated(&value) { $0.double() } }

    package mutating func decodeSingularInt32Field(value: inout Int32) throws { value = integer() }
    package mutating func decodeSingularInt32Field(value: inout Int32?) throws { value = integer() }
    package mutating func decodeRepeatedInt32Field(value: inout [Int32]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularInt64Field(value: inout Int64) throws { value = integer() }
    package mutating func decodeSingularInt64Field(value: inout Int64?) throws { value = integer() }
    package mutating func decodeRepeatedInt64Field(value: inout [Int64]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularUInt32Field(value: inout UInt32) throws { value = integer() }
    package mutating func decodeSingularUInt32Field(value: inout UInt32?) throws { value = integer() }
    package mutating func decodeRepeatedUInt32Field(value: inout [UInt32]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularUInt64Field(value: inout UInt64) throws { value = integer() }
    package mutating func decodeSingularUInt64Field(value: inout UInt64?) throws { value = integer() }
    package mutating func decodeRepeatedUInt64Field(value: inout [UInt64]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularSInt32Field(value: inout Int32) throws { value = integer() }
    package mutating func decodeSingularSInt32Field(value: inout Int32?) throws { value = integer() }
    package mutating func decodeRepeatedSInt32Field(value: inout [Int32]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularSInt64Field(value: inout Int64) throws { value = integer() }
    package mutating func decodeSingularSInt64Field(value: inout Int64?) throws { value = integer() }
    package mutating func decodeRepeatedSInt64Field(value: inout [Int64]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularFixed32Field(value: inout UInt32) throws { value = integer() }
    package mutating func decodeSingularFixed32Field(value: inout UInt32?) throws { value = integer() }
    package mutating func decodeRepeatedFixed32Field(value: inout [UInt32]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularFixed64Field(value: inout UInt64) throws { value = integer() }
    package mutating func decodeSingularFixed64Field(value: inout UInt64?) throws { value = integer() }
    package mutating func decodeRepeatedFixed64Field(value: inout [UInt64]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularSFixed32Field(value: inout Int32) throws { value = integer() }
    package mutating func decodeSingularSFixed32Field(value: inout Int32?) throws { value = integer() }
    package mutating func decodeRepeatedSFixed32Field(value: inout [Int32]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularSFixed64Field(value: inout Int64) throws { value = integer() }
    package mutating func decodeSingularSFixed64Field(value: inout Int64?) throws { value = integer() }
    package mutating func decodeRepeatedSFixed64Field(value: inout [Int64]) throws { repeated(&value) { $0.integer() } }

    package mutating func decodeSingularBoolField(value: inout Bool) throws { value = random.oneIn(2) }
    package mutating func decodeSingularBoolField(value: inout Bool?) throws { value = random.oneIn(2) }
    package mutating func decodeRepeatedBoolField(value: inout [Bool]) throws {
        repeated(&value) { $0.random.oneIn(2) }
    }

    package mutating func decodeSingularStringField(value: inout String) throws { value = string() }
    package mutating func decodeSingularStringField(value: inout String?) throws { value = string() }
    package mutating func decodeRepeatedStringField(value: inout [String]) throws { repeated(&value) { $0.string() } }

    package mutating func decodeSingularBytesField(value: inout Data) throws { value = data() }
    package mutating func decodeSingularBytesField(value: inout Data?) throws { value = data() }
    package mutating func decodeRepeatedBytesField(value: inout [Data]) throws { repeated(&value) { $0.data() } }

    package mutating func decodeSingularEnumField<E: Enum>(value: inout E) throws where E.RawValue == Int {
        value = E(rawValue: Int.random(in: 0...6, using: &random)) ?? value
    }

    package mutating func decodeSingularEnumField<E: Enum>(value: inout E?) throws where E.RawValue == Int {
        value = E(rawValue: Int.random(in: 0...6, using: &random))
    }

    package mutating func decodeRepeatedEnumField<E: Enum>(value: inout [E]) throws where E.RawValue == Int {}

    package mutating func decodeSingularMessageField<M: Message>(value: inout M?) throws {
        guard made < 2 * maxMessages else { return }
        value = message()
    }

    package mutating func decodeRepeatedMessageField<M: Message>(value: inout [M]) throws {
        guard path.count < maxDepth, made < maxMessages else { return }
        repeated(&value) { $0.message(M.self) }
        if value.isEmpty, path.count <= 3 { value.append(message()) }
    }

    // OTLP has no groups, maps or extensions.
    package mutating func decodeSingularGroupField<G: Message>(value: inout G?) throws {}
    package mutating func decodeRepeatedGroupField<G: Message>(value: inout [G]) throws {}
    package mutating func decodeMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type,
        value: inout _ProtobufMap<KeyType, ValueType>.BaseType
    ) throws {}
    package mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type,
        value: inout _ProtobufEnumMap<KeyType, ValueType>.BaseType
    ) throws where ValueType.RawValue == Int {}
    package mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: inout _ProtobufMessageMap<KeyType, ValueType>.BaseType
    ) throws {}
    package mutating func decodeExtensionField(
        values: inout ExtensionFieldValueSet,
        messageType: any Message.Type,
        fieldNumber: Int
    ) throws {}
}
