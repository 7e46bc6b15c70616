/// A profile, with what is around it.
///
/// Valid only during the call that it is given to.
@frozen
public struct ProfileEntry: ~Escapable {
    @usableFromInline let target: EditTarget
    @usableFromInline let draft: DictionaryDraft

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget, _ draft: DictionaryDraft) {
        self.target = target
        self.draft = draft
    }

    /// The profile. Its indices are places in ``dictionary``.
    public var profile: ProfileView {
        @_lifetime(copy self)
        get { _overrideLifetime(ProfileView(target.bytes), copying: self) }
    }

    /// The profile's attributes.
    public var attributes: ProfileAttributesView {
        @_lifetime(copy self)
        get { _overrideLifetime(ProfileAttributesView(profile.attributeIndices, draft), copying: self) }
    }

    /// The tables that all profiles share.
    public var dictionary: ProfilesDictionary { ProfilesDictionary(draft) }

    /// The scope that it belongs to.
    public var scope: ScopeView {
        @_lifetime(copy self)
        get { _overrideLifetime(ScopeView(target.outer(1).nested(1).bytes), copying: self) }
    }

    /// The schema of what the scope holds.
    public var scopeSchemaURL: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(target.outer(1).reader.text(3), copying: self) }
    }

    /// The resource that it belongs to.
    public var resource: ResourceView {
        @_lifetime(copy self)
        get { _overrideLifetime(ResourceView(target.outer(2).nested(1).bytes), copying: self) }
    }

    /// The schema of the resource's attributes.
    public var resourceSchemaURL: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(target.outer(2).reader.text(3), copying: self) }
    }
}
