/// A span, with what is around it.
///
/// Valid only during the call that it is given to.
@frozen
public struct SpanEntry: ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The span.
    public var span: SpanView {
        @_lifetime(copy self)
        get { _overrideLifetime(SpanView(target.bytes), copying: self) }
    }

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
