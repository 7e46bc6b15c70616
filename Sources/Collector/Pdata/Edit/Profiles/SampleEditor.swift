/// A sample that is being edited.
@frozen
public struct SampleEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget
    @usableFromInline let draft: DictionaryDraft

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget, _ draft: DictionaryDraft) {
        self.target = target
        self.draft = draft
    }

    /// The sample as it is now. Its indices are places in ``dictionary``.
    public var view: SampleView {
        @_lifetime(borrow self)
        get { _overrideLifetime(SampleView(target.bytes), borrowing: self) }
    }

    /// The attributes.
    public var attributes: ProfileAttributesEditor {
        // Inlinable, because the optimizer (Swift 6.3) fails on others that yield what holds a reference.
        @inlinable
        @_lifetime(borrow self)
        _read { yield ProfileAttributesEditor(target, field: 2, draft) }
        @_lifetime(&self)
        _modify {
            var attributes = ProfileAttributesEditor(target, field: 2, draft)
            yield &attributes
        }
    }

    /// The tables that all profiles share, with what edits have added.
    public var dictionary: ProfilesDictionary { ProfilesDictionary(draft) }

    /// The profile that it belongs to.
    public var profile: ProfileEditor {
        @inlinable
        @_lifetime(borrow self)
        _read { yield ProfileEditor(target.outer(1), draft) }
        @_lifetime(&self)
        _modify {
            var profile = ProfileEditor(target.outer(1), draft)
            yield &profile
        }
    }
}
