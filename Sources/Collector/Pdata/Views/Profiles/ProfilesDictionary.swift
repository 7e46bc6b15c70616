/// The tables that the profiles of one request share, looked up by place.
///
/// Made by ``Profiles/dictionary()`` for one use on one task, at the cost of a walk through the tables. A place that names
/// no entry gives an empty one.
public struct ProfilesDictionary {
    @usableFromInline let draft: DictionaryDraft

    @usableFromInline
    init(_ draft: DictionaryDraft) {
        self.draft = draft
    }

    /// The mapping at `place`.
    @_lifetime(borrow self)
    public func mapping(_ place: Int32) -> MappingView {
        _overrideLifetime(MappingView(draft.entry(.mappings, place).buffer.bytes), borrowing: self)
    }

    /// The location at `place`.
    @_lifetime(borrow self)
    public func location(_ place: Int32) -> LocationView {
        _overrideLifetime(LocationView(draft.entry(.locations, place).buffer.bytes), borrowing: self)
    }

    /// The function at `place`.
    @_lifetime(borrow self)
    public func function(_ place: Int32) -> FunctionView {
        _overrideLifetime(FunctionView(draft.entry(.functions, place).buffer.bytes), borrowing: self)
    }

    /// The link at `place`.
    @_lifetime(borrow self)
    public func link(_ place: Int32) -> ProfileLinkView {
        _overrideLifetime(ProfileLinkView(draft.entry(.links, place).buffer.bytes), borrowing: self)
    }

    /// The string at `place`.
    @_lifetime(borrow self)
    public func string(_ place: Int32) -> TextView {
        _overrideLifetime(TextView(draft.string(place).buffer.bytes), borrowing: self)
    }

    /// The attribute at `place`, whose key and unit are places in turn.
    @_lifetime(borrow self)
    public func attribute(_ place: Int32) -> DictionaryAttributeView {
        _overrideLifetime(DictionaryAttributeView(draft.entry(.attributes, place).buffer.bytes), borrowing: self)
    }

    /// The stack at `place`.
    @_lifetime(borrow self)
    public func stack(_ place: Int32) -> StackView {
        _overrideLifetime(StackView(draft.entry(.stacks, place).buffer.bytes), borrowing: self)
    }

    /// The attributes at `places`, as a profile, a sample, a mapping or a location names them.
    public func attributes(_ places: borrowing PackedVarints) -> [Attribute] {
        var attributes: [Attribute] = []
        places.forEach { place in
            let entry = draft.entry(.attributes, Int32(truncatingIfNeeded: place))
            let attribute = DictionaryAttributeView(entry.span)
            attributes.append(Attribute(string(attribute.keyIndex).string, attribute.value.owned()))
        }
        return attributes
    }
}

extension Profiles {
    /// The tables that the profiles share, looked up by place.
    public func dictionary() -> ProfilesDictionary { ProfilesDictionary(DictionaryDraft(payload)) }
}
