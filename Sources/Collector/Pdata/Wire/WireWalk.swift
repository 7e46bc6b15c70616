/// The validating walk: checks one request to every leaf, counts its items, and notes whether it must be rewritten.
///
/// The walk is the most run loop of a collector, and reads bytes that anyone may have sent. It goes by unsafe pointer,
/// and keeps one rule: `start <= end <= the request's length` for every range it is given or makes, and no byte is
/// read at or beyond `end`. Positions are passed and returned by value, `broken` where something is wrong: an `inout`
/// one would live in memory, and every field would wait for it.
struct WireWalk {
    /// What is wrong, and where.
    struct Failure {
        var message: StaticString
        var offset: Int
        /// The names of the fields around it, innermost first.
        var path: [String] = []
    }

    /// What stands for a position when something is wrong.
    private static let broken = -1

    let base: UnsafeRawPointer
    let actions: UnsafePointer<WireAction>

    /// The items found so far.
    var items = 0
    /// Whether the bytes, though legal, are not as views expect them: a field that may occur once occurs again, numbers
    /// are unpacked, a tag or length is longer than it needs to be, a string is not UTF-8, a field is superseded.
    var isUnusual = false
    /// Whether there are fields that the schema does not have.
    var hasUnknownFields = false
    /// Whether attributes name keys or text by places in the profiles' dictionary.
    var hasReferences = false
    /// Whether the walk ended at an index that names nothing.
    var hasWrongIndex = false
    var failure: Failure?

    /// The highest place that an index may name, by table of the profiles' dictionary.
    private let highestIndices: InlineArray<8, UInt32>

    /// Lets every index pass.
    static let anyIndices = InlineArray<8, UInt32>(repeating: .max)

    init(_ request: UnsafeRawPointer, highestIndices: InlineArray<8, UInt32>) {
        base = request
        self.highestIndices = highestIndices
        actions = WireActions.shared.base
    }

    /// Checks the message `id` in the bytes from `start` to `end`; false when something is wrong.
    mutating func message(_ id: UInt8, from start: Int, to end: Int, depth: Int) -> Bool {
        // Locals, because every load through an unsafe pointer might have changed a member.
        let base = base
        let row = actions + Int(id) << 7
        var position = start
        var seen: UInt32 = 0
        var repeated: UInt32 = 0
        var unusual = false
        while position < end {
            let fieldStart = position
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            position &+= 1
            var action: WireAction
            if byte < 0x80 {
                action = row[Int(byte)]
            } else {
                let tag = longVarint(position, end, isStructure: true)
                position = tag.next
                guard position >= 0 else { return false }
                action = WireActions.action(in: Schema.messages[Int(id)], tag: tag.value)
                if action.operation == .unknown {
                    position = unknown(tag.value, position, end, depth)
                    guard position >= 0 else { return false }
                    continue
                }
            }
            repeated |= seen & action.bit
            seen |= action.bit

            switch action.operation {
            case .attribute:
                position = attributes(byte, position, end, depth, in: id, fieldStart)
            case .varint:
                position = skipVarint(position, end)
            case .fixed64:
                position = skip(8, position, end)
            case .fixed32:
                position = skip(4, position, end)
            case .string:
                let value = value(position, end)
                guard value.end >= 0 else { return false }
                if !WireText.isValid(base, value.start, value.end) { unusual = true }
                position = value.end
            case .bytes:
                position = value(position, end).end
            case .id:
                let value = value(position, end)
                guard value.end >= 0 else { return false }
                guard value.end == value.start || value.end &- value.start == Int(action.parameter) else {
                    return fail("an id has a wrong length", fieldStart, in: id)
                }
                position = value.end
            case .item, .message, .superseded:
                let value = value(position, end)
                guard value.end >= 0 else { return false }
                if action.operation != .message {
                    if action.operation == .item { items &+= 1 } else { unusual = true }
                }
                guard nested(action.parameter, value.start, value.end, depth, in: id, fieldStart) else {
                    return false
                }
                position = value.end
            case .packedVarints:
                let value = value(position, end)
                guard value.end >= 0 else { return false }
                position = value.start
                while position >= 0, position < value.end { position = skipVarint(position, value.end) }
            case .packedFixed:
                let value = value(position, end)
                guard value.end >= 0 else { return false }
                guard (value.end &- value.start) % Int(action.parameter) == 0 else {
                    return fail("packed numbers end in the middle of one", fieldStart, in: id)
                }
                position = value.end
            case .unpackedVarint:
                unusual = true
                position = skipVarint(position, end)
            case .unpackedFixed:
                unusual = true
                position = skip(Int(action.parameter), position, end)
            case .index, .unpackedIndex:
                if action.operation == .unpackedIndex { unusual = true }
                if id == MessageID.keyValue.rawValue || id == MessageID.anyValue.rawValue { hasReferences = true }
                position = index(action.parameter, position, end)
                if position < 0 { name(fieldStart, in: id) }
            case .packedIndices:
                let value = value(position, end)
                guard value.end >= 0 else { return false }
                position = value.start
                while position >= 0, position < value.end { position = index(action.parameter, position, value.end) }
                if position < 0 { name(fieldStart, in: id) }
            case .unknown:
                position = unknown(UInt64(byte), position, end, depth)
            case .invalid:
                return fail("invalid tag", fieldStart)
            case .mismatch:
                return fail("wrong wire type", fieldStart, in: id)
            }
            guard position >= 0 else { return false }
        }
        if unusual || repeated != 0 { isUnusual = true }
        return true
    }

    /// Checks a run of attributes, all tagged `tag`, of which the first one's tag was read; the position after it. A tag
    /// of several bytes, of which `tag` is the first, makes a run of one.
    private mutating func attributes(
        _ tag: UInt8,
        _ firstPosition: Int,
        _ end: Int,
        _ depth: Int,
        in id: UInt8,
        _ firstStart: Int
    ) -> Int {
        let base = base
        var position = firstPosition
        var fieldStart = firstStart
        while true {
            let value = value(position, end)
            guard value.end >= 0 else { return Self.broken }
            if !Self.isUsualAttribute(base, value.start, value.end) {
                guard nested(MessageID.keyValue.rawValue, value.start, value.end, depth, in: id, fieldStart) else {
                    return Self.broken
                }
            }
            position = value.end
            guard position < end, tag < 0x80, base.load(fromByteOffset: position, as: UInt8.self) == tag else {
                return position
            }
            fieldStart = position
            position &+= 1
        }
    }

    /// Whether the bytes from `start` to `end` are an attribute of the usual shape: a key, then a value of one scalar,
    /// all lengths of one byte, all text ASCII. Others need a closer look.
    @inline(__always)
    private static func isUsualAttribute(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
        func byte(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }
        guard end &- start >= 6, byte(start) == 0x0A else { return false }
        let keyLength = Int(byte(start &+ 1))
        let value = start &+ keyLength &+ 5
        guard value <= end, keyLength < 0x80, byte(value &- 3) == 0x12 else { return false }
        let valueLength = end &- value &+ 1
        guard Int(byte(value &- 2)) == valueLength, valueLength < 0x80 else { return false }
        // A usual value has a tag, and at least one more byte.
        guard value < end else { return false }
        switch byte(value &- 1) {
        case 0x0A:
            return Int(byte(value)) == end &- value &- 1 && WireText.isASCII(base, start, end)
        case 0x18:
            var position = value
            while position < end, position &- value < 9, byte(position) >= 0x80 { position &+= 1 }
            // The tenth byte of a varint has room for one bit.
            guard position &+ 1 == end, position &- value < 9 || byte(position) <= 1 else { return false }
            return WireText.isASCII(base, start, value)
        case 0x10:
            return end &- value == 1 && byte(value) < 0x80 && WireText.isASCII(base, start, value)
        case 0x21:
            return end &- value == 8 && WireText.isASCII(base, start, value)
        default:
            return false
        }
    }

    private mutating func nested(
        _ id: UInt8,
        _ start: Int,
        _ end: Int,
        _ depth: Int,
        in parent: UInt8,
        _ fieldStart: Int
    ) -> Bool {
        guard depth < WireLimits.depth else { return fail("messages lie too deep in each other", fieldStart) }
        guard message(id, from: start, to: end, depth: depth &+ 1) else {
            name(fieldStart, in: parent)
            return false
        }
        return true
    }

    @inline(__always)
    private func byte(_ offset: Int) -> UInt8 {
        base.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// The position after `count` bytes.
    @inline(__always)
    private mutating func skip(_ count: Int, _ position: Int, _ end: Int) -> Int {
        guard end &- position >= count else { return broken("a number is cut off", position) }
        return position &+ count
    }

    /// The position after a varint.
    @inline(__always)
    private mutating func skipVarint(_ position: Int, _ end: Int) -> Int {
        guard position < end else { return broken("a varint is cut off", position) }
        guard byte(position) >= 0x80 else { return position &+ 1 }
        return longVarint(position &+ 1, end, isStructure: false).next
    }

    /// The position after a place in the dictionary's `table`, once there is such an entry.
    @inline(never)
    private mutating func index(_ table: UInt8, _ start: Int, _ end: Int) -> Int {
        guard start < end else { return broken("a varint is cut off", start) }
        var number = (value: UInt64(byte(start)), next: start &+ 1)
        if number.value >= 0x80 {
            number = longVarint(number.next, end, isStructure: false)
            guard number.next >= 0 else { return Self.broken }
        }
        // Readers take the lower half, so that this is what has to be right.
        guard UInt32(truncatingIfNeeded: number.value) <= highestIndices[Int(table)] else {
            hasWrongIndex = true
            return broken("an index names no entry of its table in the dictionary", start)
        }
        return number.next
    }

    /// Where the bytes lie whose length stands at `position`.
    @inline(__always)
    private mutating func value(_ position: Int, _ end: Int) -> (start: Int, end: Int) {
        guard position < end else { return (position, broken("a length is cut off", position)) }
        var length = UInt64(byte(position))
        var start = position &+ 1
        if length >= 0x80 {
            let long = longVarint(start, end, isStructure: true)
            guard long.next >= 0 else { return (position, Self.broken) }
            (length, start) = (long.value, long.next)
        }
        guard length <= UInt64(bitPattern: Int64(end &- start)) else {
            return (position, broken("a length reaches beyond its message", position))
        }
        return (start, start &+ Int(truncatingIfNeeded: length))
    }

    /// Reads on after a varint's first byte, which had its high bit set; `start` is the position of the second.
    ///
    /// - Parameter isStructure: whether this is a tag or a length, which some readers take in at most five bytes, so
    ///   that a needlessly long one is to be rewritten.
    @inline(never)
    private mutating func longVarint(_ start: Int, _ end: Int, isStructure: Bool) -> (value: UInt64, next: Int) {
        var position = start
        var result = UInt64(byte(position &- 1) & 0x7F)
        var shift: UInt64 = 7
        while position < end {
            let byte = byte(position)
            guard shift < 63 || byte <= 1 else { break }
            position &+= 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                if isStructure, byte == 0 { isUnusual = true }
                return (result, position)
            }
            shift &+= 7
        }
        return (0, broken(position < end ? "a varint is longer than 64 bits" : "a varint is cut off", position))
    }

    /// Checks the length of a field that the schema does not have; the position after it.
    @inline(never)
    private mutating func unknown(_ firstTag: UInt64, _ start: Int, _ end: Int, _ depth: Int) -> Int {
        hasUnknownFields = true
        var groups: [UInt64] = []
        var tag = firstTag
        var position = start
        while true {
            guard tag >> 3 > 0, tag >> 3 <= WireLimits.fieldNumber else { return broken("invalid tag", start) }
            switch WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)) {
            case .varint: position = skipVarint(position, end)
            case .fixed64: position = skip(8, position, end)
            case .fixed32: position = skip(4, position, end)
            case .lengthDelimited: position = value(position, end).end
            case .startGroup:
                guard depth &+ groups.count < WireLimits.depth else { return broken("groups lie too deep", start) }
                groups.append(tag >> 3)
            case .endGroup:
                guard groups.popLast() == tag >> 3 else {
                    return broken("the end of a group that did not begin", start)
                }
            case nil:
                return broken("invalid tag", start)
            }
            guard position >= 0, !groups.isEmpty else { return position }
            guard position < end else { return broken("a group is cut off", start) }
            tag = UInt64(byte(position))
            position &+= 1
            if tag >= 0x80 {
                let long = longVarint(position, end, isStructure: true)
                guard long.next >= 0 else { return Self.broken }
                (tag, position) = (long.value, long.next)
            }
        }
    }

    @inline(never)
    private mutating func broken(_ message: StaticString, _ offset: Int) -> Int {
        _ = fail(message, offset)
        return Self.broken
    }

    @inline(never)
    private mutating func fail(_ message: StaticString, _ offset: Int) -> Bool {
        failure = Failure(message: message, offset: offset)
        return false
    }

    @inline(never)
    private mutating func fail(_ message: StaticString, _ offset: Int, in id: UInt8) -> Bool {
        failure = Failure(message: message, offset: offset)
        name(offset, in: id)
        return false
    }

    /// Adds to the failure's path the name of the field that begins at `fieldStart` in the message `id`.
    @inline(never)
    private mutating func name(_ fieldStart: Int, in id: UInt8) {
        var tag: UInt64 = 0
        var shift: UInt64 = 0
        var position = fieldStart
        // The tag was read before, so it ends.
        while shift < 63 {
            tag |= UInt64(byte(position) & 0x7F) << shift
            guard byte(position) >= 0x80 else { break }
            position &+= 1
            shift &+= 7
        }
        let number = Int(truncatingIfNeeded: tag >> 3)
        failure?.path.append(Schema.messages[Int(id)].field(number)?.name ?? "field \(number)")
    }
}
