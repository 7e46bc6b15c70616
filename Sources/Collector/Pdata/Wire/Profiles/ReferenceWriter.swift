/// Writes out what the attributes of a request of profiles name in its dictionary: a key or a string value by its place
/// there. What comes out has plain attributes, as those of all signals are.
///
/// Only resources, scopes and values: what profiles and samples refer to stays in the dictionary.
struct ReferenceWriter {
    private let request: Bytes
    private let places: DictionaryPlaces
    /// How many bytes of text may yet be written: some few times what the request has, so that a few references to a
    /// long text cannot become a flood.
    private var room: Int

    /// The text that may be written beyond four times the request's length.
    private static let freeRoom = 64 << 10

    private init(_ request: Bytes) {
        self.request = request
        places = DictionaryPlaces(request)
        room = request.count * 4 + Self.freeRoom
    }

    /// `request`, which has passed the validating walk, without references.
    static func write(_ request: Bytes) throws(WireError) -> Bytes {
        guard request.count <= DictionaryPlaces.longestRequest else {
            throw WireError("attributes refer to the dictionary in a request of more than 512 MiB", offset: 0)
        }
        var writer = ReferenceWriter(request)
        var output = ByteBuilder(capacity: request.count + request.count / 4)
        writer.append(.profilesRequest, 0..<request.count, into: &output)
        guard writer.room >= 0 else {
            throw WireError("attributes refer to text that is many times as long as the request", offset: 0)
        }
        return output.finish()
    }

    /// Which fields of which messages hold attributes, themselves or deeper.
    private static let nested: [MessageID: [Int: MessageID]] = [
        .profilesRequest: [1: .resourceProfiles, 2: .profilesDictionary],
        .resourceProfiles: [1: .resource, 2: .scopeProfiles],
        .resource: [1: .keyValue],
        .scopeProfiles: [1: .instrumentationScope],
        .instrumentationScope: [3: .keyValue],
        .profilesDictionary: [6: .keyValueAndUnit],
        .keyValueAndUnit: [2: .anyValue],
        .keyValue: [2: .anyValue],
        .anyValue: [5: .arrayValue, 6: .keyValueList],
        .arrayValue: [1: .anyValue],
        .keyValueList: [1: .keyValue],
    ]

    private mutating func append(_ id: MessageID, _ range: Range<Int>, into output: inout ByteBuilder) {
        let request = request
        let bytes = request.span
        let nested = Self.nested[id] ?? [:]
        let key = id == .keyValue ? reference(3, range) : nil
        var copied = range.lowerBound
        var cursor = WireCursor(bytes, range)
        while cursor.next(), room >= 0 {
            let isReplaced = (key != nil && cursor.number == 1) || (id == .keyValue && cursor.number == 3)
            let isText = id == .anyValue && cursor.number == 8
            guard isReplaced || isText || nested[cursor.number] != nil else { continue }
            output.append(bytes.extracting(copied..<cursor.fieldStart))
            copied = cursor.range.upperBound
            if isReplaced {
                if cursor.number == 3, let key { append(key, into: &output) }
            } else if isText {
                append(UInt32(truncatingIfNeeded: cursor.value), into: &output)
            } else if let message = nested[cursor.number] {
                let place = output.open(tag: cursor.number)
                append(message, cursor.range, into: &output)
                output.close(place)
            }
        }
        output.append(bytes.extracting(copied..<range.upperBound))
    }

    /// The place in field `number` of the message at `range`; nil when it names nothing.
    private func reference(_ number: Int, _ range: Range<Int>) -> UInt32? {
        let request = request
        var cursor = WireCursor(request.span, range)
        while cursor.next() {
            if cursor.number == number, cursor.value != 0 { return UInt32(truncatingIfNeeded: cursor.value) }
        }
        return nil
    }

    /// Appends the string at `place` as field 1.
    private mutating func append(_ place: UInt32, into output: inout ByteBuilder) {
        let request = request
        let bytes = request.span
        let range = place == 0 ? nil : places.range(.strings, Int(place), in: bytes)
        let text = bytes.extracting(range ?? 0..<0)
        room -= text.byteCount
        guard room >= 0 else { return }
        output.append(tag: 1, .lengthDelimited)
        output.append(varint: UInt64(text.byteCount))
        output.append(text)
    }
}
