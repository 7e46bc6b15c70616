/// A request's dictionary, looked up by place, with what edits add to it.
///
/// Entries are never changed: others may name them. The bytes that it gives stay where they are as long as it lives.
@usableFromInline
final class DictionaryDraft {
    private let request: Bytes
    private lazy var places = DictionaryPlaces(request)

    // What was added, and what finds it and what was there; made when something is added.
    private var addedStrings: [Bytes] = []
    private var addedAttributes: [Bytes] = []
    private var stringPlaces: [Bytes: Int32]?
    private var attributePlaces: [Bytes: Int32]?

    /// A number for each key, by its text, and the number of each attribute's key.
    private var keyNumbers: [Bytes: Int32] = [:]
    private var attributeKeys: [Int32]?

    @usableFromInline
    init(_ payload: Payload) {
        request = payload.segments.first ?? Bytes()
    }

    // MARK: Looking up

    /// The entry of `table` at `place`; nothing when there is none.
    func entry(_ table: ProfilesTable, _ place: Int32) -> Bytes {
        let place = Int(place)
        let request = request
        if let range = places.range(table, place, in: request.span) { return request.slice(range) }
        let added = table == .strings ? addedStrings : table == .attributes ? addedAttributes : []
        let index = place - first(table)
        return added.indices.contains(index) ? added[index] : Bytes()
    }

    /// The text at `place`; nothing at 0, which means none whatever the first entry says.
    func string(_ place: Int32) -> Bytes { place == 0 ? Bytes() : entry(.strings, place) }

    /// Where the first entry that is added to `table` goes.
    private func first(_ table: ProfilesTable) -> Int { max(places.count(table), 1) }

    // MARK: Keys

    /// What stands for `key` in comparisons; nil when no attribute is called so.
    func keyNumber(_ key: String) -> Int32? {
        prepareKeys()
        return keyNumbers[Bytes(utf8: key)]
    }

    /// What stands for the key of the attribute at `place`; nil when there is no such attribute.
    func keyNumber(ofAttribute place: Int32) -> Int32? {
        let keys = prepareKeys()
        let place = Int(place)
        return keys.indices.contains(place) ? keys[place] : nil
    }

    @discardableResult
    private func prepareKeys() -> [Int32] {
        if let attributeKeys { return attributeKeys }
        var keys: [Int32] = []
        for place in 0..<places.count(.attributes) {
            keys.append(number(forKeyOf: entry(.attributes, Int32(truncatingIfNeeded: place))))
        }
        // The place of the entry that means none, which is added before the first other one.
        if keys.isEmpty { keys.append(number(forKeyOf: Bytes())) }
        attributeKeys = keys
        return keys
    }

    private func number(forKeyOf attribute: Bytes) -> Int32 {
        let key = string(MessageReader(attribute.span).int32(1))
        if let number = keyNumbers[key] { return number }
        let number = Int32(truncatingIfNeeded: keyNumbers.count)
        keyNumbers[key] = number
        return number
    }

    // MARK: Adding

    /// The place of an attribute called `key` with the bytes of `value`.
    func add(_ key: String, _ value: Bytes) -> Int32 {
        var entry = EditBuffer()
        append(keyAt: place(of: key), to: &entry)
        entry.append(2, value.buffer)
        return add(entry.take())
    }

    /// The place of the attribute at `place` with another key, another value, or both; what else it says is kept.
    func add(changing place: Int32, key: String? = nil, value: Bytes? = nil) -> Int32 {
        let old = entry(.attributes, place)
        let newKey = key.map { self.place(of: $0) }
        var entry = EditBuffer()
        var lacksKey = newKey != nil
        var lacksValue = value != nil
        var cursor = WireCursor(old.span)
        while cursor.next() {
            if cursor.number == 1, let newKey {
                append(keyAt: newKey, to: &entry)
                lacksKey = false
            } else if cursor.number == 2, let value {
                entry.append(2, value.buffer)
                lacksValue = false
            } else {
                entry.append(old.slice(cursor.fieldRange))
            }
        }
        if lacksKey, let newKey { append(keyAt: newKey, to: &entry) }
        if lacksValue, let value { entry.append(2, value.buffer) }
        let new = entry.take()
        return new == old ? place : add(new)
    }

    private func append(keyAt place: Int32, to entry: inout EditBuffer) {
        guard place != 0 else { return }
        entry.append(tag: 1, .varint)
        entry.append(varint: UInt64(place))
    }

    private func add(_ attribute: Bytes) -> Int32 {
        // A list's 0 names the first entry, which says nothing unless its sender broke the rules.
        if attribute.isEmpty, entry(.attributes, 0).isEmpty { return 0 }
        var known = attributePlaces ?? existing(.attributes)
        defer { attributePlaces = known }
        attributePlaces = nil
        if let place = known[attribute] { return place }
        var keys = prepareKeys()
        attributeKeys = nil
        let place = Int32(truncatingIfNeeded: first(.attributes) + addedAttributes.count)
        known[attribute] = place
        addedAttributes.append(attribute)
        keys.append(number(forKeyOf: attribute))
        attributeKeys = keys
        return place
    }

    /// The place of `text`, which is added where there is none.
    private func place(of text: String) -> Int32 {
        guard !text.isEmpty else { return 0 }
        let text = Bytes(utf8: text)
        var known = stringPlaces ?? existing(.strings)
        defer { stringPlaces = known }
        stringPlaces = nil
        if let place = known[text] { return place }
        let place = Int32(truncatingIfNeeded: first(.strings) + addedStrings.count)
        known[text] = place
        addedStrings.append(text)
        return place
    }

    private func existing(_ table: ProfilesTable) -> [Bytes: Int32] {
        var known: [Bytes: Int32] = [:]
        // Not the first entry, which means none whatever it says.
        for place in 1..<first(table) {
            let entry = entry(table, Int32(truncatingIfNeeded: place))
            if known[entry] == nil { known[entry] = Int32(truncatingIfNeeded: place) }
        }
        return known
    }

    // MARK: Finishing

    /// `payload`, made of the request by edits, with what they added to the dictionary.
    @usableFromInline
    func finish(_ payload: Payload) -> Payload {
        guard !addedStrings.isEmpty || !addedAttributes.isEmpty, let request = payload.segments.first else {
            return payload
        }
        let bytes = request.span
        let old = MessageReader(bytes).field(2)?.range ?? 0..<0
        var output = ByteBuilder(capacity: request.count + 256)
        var cursor = WireCursor(bytes)
        while cursor.next() {
            if cursor.number != 2 { output.append(bytes.extracting(cursor.fieldRange)) }
        }
        let place = output.open(tag: 2)
        output.append(bytes.extracting(old))
        for table in ProfilesTable.allCases where places.count(table) == 0 {
            DictionaryTable(table, sharesEqualEntries: false).write(into: &output)
        }
        for (table, entries) in [(ProfilesTable.strings, addedStrings), (.attributes, addedAttributes)] {
            for entry in entries {
                output.append(tag: Int(table.rawValue), .lengthDelimited)
                output.append(varint: UInt64(entry.count))
                output.append(entry)
            }
        }
        output.close(place)
        return payload.replacingRequest(output.finish(), items: payload.itemCount)
    }
}
