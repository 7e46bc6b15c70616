import OTLPOracle

@testable import Pdata

/// Rewrites a message to bytes that mean the same, as unusually as the protocol allows.
struct WireMutator {
    var random: SplitMix

    /// The fields of `wire`, a message `id`, in another order, in more parts and in longer spellings.
    mutating func mutate(_ wire: [UInt8], _ id: MessageID) -> [UInt8] {
        var fields: [(group: Int, bytes: [UInt8])] = []
        for field in read(wire) {
            let known = Schema[id].field(field.number)
            // Unknown fields keep their order among themselves: the oracle compares it.
            let group = known == nil ? -1 : field.number
            guard let known else {
                fields.append((group, field.raw))
                continue
            }
            for bytes in spellings(field, known) { fields.append((group, bytes)) }
        }
        return shuffled(fields).flatMap(\.self)
    }

    private struct Field {
        var number: Int
        var type: WireType
        var raw: [UInt8]
        var payload: [UInt8]
        var value: UInt64
    }

    private func read(_ wire: [UInt8]) -> [Field] {
        var fields: [Field] = []
        let bytes = Bytes(wire)
        var cursor = WireCursor(bytes.span)
        while cursor.next() {
            fields.append(
                Field(
                    number: cursor.number,
                    type: cursor.type,
                    raw: Array(wire[cursor.fieldRange]),
                    payload: Array(wire[cursor.range]),
                    value: cursor.value
                )
            )
        }
        return fields
    }

    /// One or more fields that together mean what `field` does.
    private mutating func spellings(_ field: Field, _ schema: FieldSchema) -> [[UInt8]] {
        let tag = varint(UInt64(field.number << 3 | Int(field.type.rawValue)), atMost: 5)
        if schema.isRepeatedNumber { return unpacked(field, schema) }
        if let message = schema.message {
            let content = mutate(field.payload, message)
            let isSplit = schema.rule == .singular || schema.rule == .oneof
            guard isSplit, random.oneIn(2) else { return [tag + delimited(content)] }
            // Two occurrences of one message, which readers join.
            let fields = read(content).map(\.raw)
            let cut = Int.random(in: 0...fields.count, using: &random)
            return [
                tag + delimited(fields[..<cut].flatMap(\.self)), tag + delimited(fields[cut...].flatMap(\.self)),
            ]
        }
        switch field.type {
        case .varint:
            let kept = tag + varint(field.value, atMost: 10)
            guard random.oneIn(4), schema.rule != .repeated else { return [kept] }
            return [tag + varint(random.next(), atMost: 10), kept]
        case .lengthDelimited:
            return [tag + delimited(field.payload)]
        default:
            return [tag + field.payload]
        }
    }

    /// The numbers of a packed field, in any mixture of packed and unpacked.
    private mutating func unpacked(_ field: Field, _ schema: FieldSchema) -> [[UInt8]] {
        var numbers: [[UInt8]] = []
        var position = 0
        while position < field.payload.count {
            switch schema.type.wireType {
            case .fixed64:
                numbers.append(Array(field.payload[position..<position + 8]))
                position += 8
            default:
                let end = field.payload[position...].firstIndex { $0 < 0x80 } ?? position
                numbers.append(Array(field.payload[position...end]))
                position = end + 1
            }
        }
        var result: [[UInt8]] = []
        while !numbers.isEmpty {
            if random.oneIn(2) {
                let tag = varint(UInt64(field.number << 3 | Int(schema.type.wireType.rawValue)), atMost: 5)
                result.append(tag + numbers.removeFirst())
            } else {
                let count = Int.random(in: 0...numbers.count, using: &random)
                let tag = varint(UInt64(field.number << 3 | 2), atMost: 5)
                result.append(tag + delimited(numbers[..<count].flatMap(\.self)))
                numbers.removeFirst(count)
            }
        }
        return result
    }

    private mutating func delimited(_ content: [UInt8]) -> [UInt8] {
        varint(UInt64(content.count), atMost: 5) + content
    }

    /// `value` in as many bytes as it needs, sometimes more.
    private mutating func varint(_ value: UInt64, atMost limit: Int) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
        while bytes.count < limit, random.oneIn(4) {
            bytes[bytes.count - 1] |= 0x80
            bytes.append(0)
        }
        return bytes
    }

    /// The fields in random order, those of one group in theirs.
    private mutating func shuffled(_ fields: [(group: Int, bytes: [UInt8])]) -> [[UInt8]] {
        guard random.oneIn(2) else { return fields.map(\.bytes) }
        var queues: [Int: [[UInt8]]] = [:]
        for field in fields { queues[field.group, default: []].append(field.bytes) }
        let order = fields.map(\.group).shuffled(using: &random)
        return order.compactMap { queues[$0]?.removeFirst() }
    }
}
