/// A sample, with what is around it.
///
/// Valid only during the call that it is given to.
@frozen
public struct SampleEntry: ~Escapable {
    @usableFromInline let target: EditTarget
    @usableFromInline let draft: DictionaryDraft

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget, _ draft: DictionaryDraft) {
        self.target = target
        self.draft = draft
    }

    /// The sample. Its indices are places in ``dictionary``.
    public var sample: SampleView {
        @_lifetime(copy self)
        get { _overrideLifetime(SampleView(target.bytes), copying: self) }
    }

    /// The sample's attributes.
    public var attributes: ProfileAttributesView {
        @_lifetime(copy self)
        get { _overrideLifetime(ProfileAttributesView(sample.attributeIndices, draft), copying: self) }
    }

    /// The span that it was taken in; one without ids when there is none.
    public var link: ProfileLinkView {
        @_lifetime(copy self)
        get { _overrideLifetime(ProfileLinkView(draft.entry(.links, sample.linkIndex).buffer.bytes), copying: self) }
    }

    /// The profile that it belongs to, and what is around that.
    public var profile: ProfileEntry {
        @_lifetime(copy self)
        get { _overrideLifetime(ProfileEntry(target.outer(1), draft), copying: self) }
    }

    /// The tables that all profiles share.
    public var dictionary: ProfilesDictionary { ProfilesDictionary(draft) }
}
