/// The attributes of a profile or a sample that are being edited.
///
/// They lie in the dictionary, where others may share them: an edit adds entries and changes places, never an entry. As
/// with ``AttributesEditor``, a key that was written occurs once afterwards, and one that was removed not at all.
@frozen
public struct ProfileAttributesEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget
    /// The field that holds the places.
    @usableFromInline let number: Int
    @usableFromInline let draft: DictionaryDraft

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget, field number: Int, _ draft: DictionaryDraft) {
        self.target = target
        self.number = number
        self.draft = draft
    }

    /// The attributes as they are now.
    public var view: ProfileAttributesView {
        @_lifetime(borrow self)
        get {
            let view = ProfileAttributesView(PackedVarints(target.reader.payload(number)), draft)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The value of the attribute called `key`; nil where there is none, and to remove it.
    public subscript(key: String) -> AttributeValue? {
        get { view[key] }
        set {
            if let newValue { upsert(key, newValue) } else { remove(key) }
        }
    }

    /// Calls `body` with the value of the attribute called `key`, and returns what it returns; nil when there is none.
    public func value<Result, Failure: Error>(
        of key: String,
        _ body: (ValueView) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        try view.value(of: key, body)
    }

    /// Whether there is an attribute called `key`.
    public func has(_ key: String) -> Bool { view.value(of: key) { _ in true } ?? false }

    /// Adds the attribute where there is none called `key`; false when there is one.
    @discardableResult
    public mutating func insert(_ key: String, _ value: AttributeValue) -> Bool {
        set(key, where: .absent) { Self.bytes(value) }
    }

    /// Gives the attribute called `key` another value; false when there is none.
    @discardableResult
    public mutating func update(_ key: String, _ value: AttributeValue) -> Bool {
        set(key, where: .present) { Self.bytes(value) }
    }

    /// Gives the attribute called `key` the value, or adds it.
    public mutating func upsert(_ key: String, _ value: AttributeValue) {
        set(key, where: .any) { Self.bytes(value) }
    }

    /// Gives the attribute called `key` a copy of a value from elsewhere, or adds it.
    public mutating func upsert(_ key: String, copying value: borrowing ValueView) {
        let copy = value.message.bytes.withUnsafeBytes { Bytes(copying: $0) }
        set(key, where: .any) { copy }
    }

    /// Adds the attribute with the value of the one called `other`, where there is none called `key`.
    @discardableResult
    public mutating func insert(_ key: String, from other: String) -> Bool { copy(other, to: key, where: .absent) }

    /// Gives the attribute called `key` the value of the one called `other`, where there are both.
    @discardableResult
    public mutating func update(_ key: String, from other: String) -> Bool { copy(other, to: key, where: .present) }

    /// Gives the attribute called `key` the value of the one called `other`, where there is that one.
    @discardableResult
    public mutating func upsert(_ key: String, from other: String) -> Bool { copy(other, to: key, where: .any) }

    /// Removes the attribute called `key`; false when there is none.
    @discardableResult
    public mutating func remove(_ key: String) -> Bool {
        let draft = draft
        guard let number = draft.keyNumber(key) else { return false }
        return filter { draft.keyNumber(ofAttribute: $0) != number } > 0
    }

    /// Removes the attributes that meet `condition`, and returns how many.
    @discardableResult
    public mutating func removeAll<Failure: Error>(
        where condition: (ProfileAttributeView) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        let draft = draft
        return try filter { (place) throws(Failure) in
            try !condition(ProfileAttributeView(draft.entry(.attributes, place), draft))
        }
    }

    /// Removes all attributes.
    public mutating func removeAll() { removeAll { _ in true } }

    /// Gives the attribute called `key` the name `name`, in the place of any that has it; false when there is none.
    @discardableResult
    public mutating func rename(_ key: String, to name: String) -> Bool {
        guard !key.utf8.elementsEqual(name.utf8) else { return has(key) }
        guard let old = draft.keyNumber(key) else { return false }
        let places = places
        guard let first = places.firstIndex(where: { draft.keyNumber(ofAttribute: $0) == old }) else { return false }
        let new = draft.keyNumber(name)
        var kept: [Int32] = []
        for (index, place) in places.enumerated() {
            let number = draft.keyNumber(ofAttribute: place)
            if index == first {
                kept.append(draft.add(changing: place, key: name))
            } else if number != old, number != new || new == nil {
                kept.append(place)
            }
        }
        write(kept)
        return true
    }

    /// Gives each attribute the value that `body` returns for it; nil leaves it as it is.
    public mutating func mapValues<Failure: Error>(
        _ body: (ProfileAttributeView) throws(Failure) -> AttributeValue?
    ) throws(Failure) {
        let draft = draft
        try replaceEach { (attribute, place) throws(Failure) in
            guard let value = try body(attribute) else { return place }
            return draft.add(changing: place, value: Self.bytes(value))
        }
    }

    /// Gives each attribute the key that `body` returns for it; nil leaves it as it is. Keys may come to repeat.
    public mutating func mapKeys<Failure: Error>(
        _ body: (ProfileAttributeView) throws(Failure) -> String?
    ) throws(Failure) {
        let draft = draft
        try replaceEach { (attribute, place) throws(Failure) in
            guard let key = try body(attribute), attribute.key != key else { return place }
            return draft.add(changing: place, key: key)
        }
    }

    // MARK: Places

    private var places: [Int32] {
        var places: [Int32] = []
        PackedVarints(target.reader.payload(number)).forEach { places.append(Int32(truncatingIfNeeded: $0)) }
        return places
    }

    private func write(_ places: [Int32]) { target.set(number, places: places) }

    private static func bytes(_ value: AttributeValue) -> Bytes {
        var buffer = EditBuffer()
        buffer.append(value)
        return buffer.take()
    }

    @discardableResult
    private mutating func set(_ key: String, where condition: AttributeCondition, _ value: () -> Bytes) -> Bool {
        var places = places
        let wanted = draft.keyNumber(key)
        let first = wanted.flatMap { wanted in
            places.firstIndex { draft.keyNumber(ofAttribute: $0) == wanted }
        }
        guard let first else {
            guard condition != .present else { return false }
            places.append(draft.add(key, value()))
            write(places)
            return true
        }
        guard condition != .absent else { return false }
        let new = draft.add(changing: places[first], value: value())
        var kept: [Int32] = []
        for (index, place) in places.enumerated() {
            if index == first {
                kept.append(new)
            } else if draft.keyNumber(ofAttribute: place) != wanted {
                kept.append(place)
            }
        }
        write(kept)
        return true
    }

    private mutating func copy(_ other: String, to key: String, where condition: AttributeCondition) -> Bool {
        guard let value = view.value(of: other, { $0.message.bytes.withUnsafeBytes { Bytes(copying: $0) } }) else {
            return false
        }
        return set(key, where: condition) { value }
    }

    /// Keeps the places that meet `condition`, and returns how many do not.
    private mutating func filter<Failure: Error>(
        _ condition: (Int32) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        let places = places
        var kept: [Int32] = []
        for place in places {
            if try condition(place) { kept.append(place) }
        }
        if kept.count < places.count { write(kept) }
        return places.count - kept.count
    }

    private mutating func replaceEach<Failure: Error>(
        _ body: (ProfileAttributeView, Int32) throws(Failure) -> Int32
    ) throws(Failure) {
        let places = places
        var replaced: [Int32] = []
        for place in places {
            replaced.append(try body(ProfileAttributeView(draft.entry(.attributes, place), draft), place))
        }
        if replaced != places { write(replaced) }
    }
}

extension EditTarget {
    /// Sets a run of places.
    fileprivate func set(_ number: Int, places: [Int32]) {
        splice.pointee.edit(level) { draft, field in
            if !places.isEmpty {
                field.append(number) { run in
                    for place in places { run.append(varint: UInt64(UInt32(bitPattern: place))) }
                }
            }
            draft.setField(number, nested, field)
        }
    }
}
