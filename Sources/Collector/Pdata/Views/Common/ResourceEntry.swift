/// A resource, with what is beside it.
///
/// Valid only during the call that it is given to.
@frozen
public struct ResourceEntry: ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The resource.
    public var resource: ResourceView {
        @_lifetime(copy self)
        get { _overrideLifetime(ResourceView(target.nested(1).bytes), copying: self) }
    }

    /// The schema of the resource's attributes.
    public var resourceSchemaURL: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(target.reader.text(3), copying: self) }
    }
}
