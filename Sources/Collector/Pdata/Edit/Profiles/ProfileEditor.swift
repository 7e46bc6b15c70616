/// A profile that is being edited.
@frozen
public struct ProfileEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget
    @usableFromInline let draft: DictionaryDraft

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget, _ draft: DictionaryDraft) {
        self.target = target
        self.draft = draft
    }

    /// The profile as it is now. Its indices are places in ``dictionary``.
    public var view: ProfileView {
        @_lifetime(borrow self)
        get { _overrideLifetime(ProfileView(target.bytes), borrowing: self) }
    }

    /// The attributes.
    public var attributes: ProfileAttributesEditor {
        // Inlinable, because the optimizer (Swift 6.3) fails on others that yield what holds a reference.
        @inlinable
        @_lifetime(borrow self)
        _read { yield ProfileAttributesEditor(target, field: 11, draft) }
        @_lifetime(&self)
        _modify {
            var attributes = ProfileAttributesEditor(target, field: 11, draft)
            yield &attributes
        }
    }

    /// The tables that all profiles share, with what edits have added.
    public var dictionary: ProfilesDictionary { ProfilesDictionary(draft) }

    /// When it began, in nanoseconds since 1970.
    public var timeUnixNano: UInt64 {
        get { target.reader.uint64(3) }
        set { target.set(3, fixed64: newValue) }
    }

    /// How long it took, in nanoseconds.
    public var durationNano: UInt64 {
        get { target.reader.uint64(4) }
        set { target.set(4, varint: newValue) }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.reader.uint32(8) }
        set { target.set(8, varint: UInt64(newValue)) }
    }

    /// The scope that it belongs to.
    public var scope: ScopeEditor {
        @_lifetime(borrow self)
        _read { yield ScopeEditor(target.outer(1)) }
        @_lifetime(&self)
        _modify {
            var scope = ScopeEditor(target.outer(1))
            yield &scope
        }
    }

    /// The resource that it belongs to.
    public var resource: ResourceEditor {
        @_lifetime(borrow self)
        _read { yield ResourceEditor(target.outer(2)) }
        @_lifetime(&self)
        _modify {
            var resource = ResourceEditor(target.outer(2))
            yield &resource
        }
    }
}
