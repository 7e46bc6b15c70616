/// A data point, with what is around it.
///
/// Valid only during the call that it is given to.
@frozen
public struct DataPointEntry: ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The data point.
    public var dataPoint: DataPointView {
        @_lifetime(copy self)
        get { _overrideLifetime(DataPointView(MetricKind(field: target.outer(1).number), target.bytes), copying: self) }
    }

    /// The metric that it belongs to.
    public var metric: MetricView {
        @_lifetime(copy self)
        get { _overrideLifetime(MetricView(target.outer(2).bytes), copying: self) }
    }

    /// The scope that it belongs to.
    public var scope: ScopeView {
        @_lifetime(copy self)
        get { _overrideLifetime(ScopeView(target.outer(3).nested(1).bytes), copying: self) }
    }

    /// The schema of what the scope holds.
    public var scopeSchemaURL: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(target.outer(3).reader.text(3), copying: self) }
    }

    /// The resource that it belongs to.
    public var resource: ResourceView {
        @_lifetime(copy self)
        get { _overrideLifetime(ResourceView(target.outer(4).nested(1).bytes), copying: self) }
    }

    /// The schema of the resource's attributes.
    public var resourceSchemaURL: TextView {
        @_lifetime(copy self)
        get { _overrideLifetime(target.outer(4).reader.text(3), copying: self) }
    }
}
