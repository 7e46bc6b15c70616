/// An attribute of a profile or a sample, as the dictionary has it.
@frozen
public struct ProfileAttributeView: ~Escapable {
    @usableFromInline let entry: DictionaryAttributeView
    @usableFromInline let dictionary: DictionaryDraft

    /// - Parameter entry: lives as long as `dictionary`.
    @_lifetime(immortal)
    init(_ entry: Bytes, _ dictionary: DictionaryDraft) {
        let bytes = _overrideLifetime(entry.buffer.bytes, copying: ())
        self.entry = DictionaryAttributeView(bytes)
        self.dictionary = dictionary
    }

    /// The key.
    public var key: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(TextView(dictionary.string(entry.keyIndex).buffer.bytes), copying: self) }
    }

    /// The value.
    public var value: ValueView {
        @_lifetime(copy self)
        get { _overrideLifetime(entry.value, copying: self) }
    }

    /// The unit of the value; empty where there is none.
    public var unit: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(TextView(dictionary.string(entry.unitIndex).buffer.bytes), copying: self) }
    }

    /// A copy that outlives the request, without the unit.
    public func owned() -> Attribute { Attribute(key.string, value.owned()) }
}

/// The attributes of a profile or a sample, which lie in the dictionary. Keys may repeat: senders should not, but can.
@frozen
public struct ProfileAttributesView: ~Escapable {
    @usableFromInline let places: PackedVarints
    @usableFromInline let dictionary: DictionaryDraft

    @_lifetime(copy places)
    init(_ places: consuming PackedVarints, _ dictionary: DictionaryDraft) {
        self.places = places
        self.dictionary = dictionary
    }

    /// The number of attributes.
    public var count: Int {
        var count = 0
        places.forEach { _ in count += 1 }
        return count
    }

    /// Whether there are no attributes.
    public var isEmpty: Bool { places.isEmpty }

    /// Calls `body` with each attribute, in order.
    public func forEach<Failure: Error>(_ body: (ProfileAttributeView) throws(Failure) -> Void) throws(Failure) {
        try places.forEach { (place) throws(Failure) in
            let entry = dictionary.entry(.attributes, Int32(truncatingIfNeeded: place))
            try body(ProfileAttributeView(entry, dictionary))
        }
    }

    /// Calls `body` with the value of the first attribute called `key`, and returns what it returns; nil when there is
    /// none.
    public func value<Result, Failure: Error>(
        of key: String,
        _ body: (ValueView) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let number = dictionary.keyNumber(key) else { return nil }
        var found: Int32?
        places.forEach { place in
            let place = Int32(truncatingIfNeeded: place)
            if found == nil, dictionary.keyNumber(ofAttribute: place) == number { found = place }
        }
        guard let found else { return nil }
        return try body(ProfileAttributeView(dictionary.entry(.attributes, found), dictionary).value)
    }

    /// A copy of the value of the first attribute called `key`; nil when there is none.
    public subscript(key: String) -> AttributeValue? {
        value(of: key) { $0.owned() }
    }

    /// Copies that outlive the request, without units.
    public func owned() -> [Attribute] {
        var attributes: [Attribute] = []
        forEach { attributes.append($0.owned()) }
        return attributes
    }
}
