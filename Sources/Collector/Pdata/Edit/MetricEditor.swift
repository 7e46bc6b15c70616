/// A metric that is being edited.
@frozen
public struct MetricEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The metric as it is now.
    public var view: MetricView {
        @_lifetime(borrow self)
        get {
            let view = MetricView(target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The name.
    public var name: String {
        get { target.reader.text(1).string }
        set { target.set(1, text: newValue) }
    }

    /// What it measures, in words.
    public var description: String {
        get { target.reader.text(2).string }
        set { target.set(2, text: newValue) }
    }

    /// The unit, in UCUM.
    public var unit: String {
        get { target.reader.text(3).string }
        set { target.set(3, text: newValue) }
    }

    /// Attributes of the metric itself.
    public var metadata: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: 12) }
        @_lifetime(&self)
        _modify {
            var metadata = AttributesEditor(target, field: 12)
            yield &metadata
        }
    }

    /// What it consists of.
    public var kind: MetricKind { MetricKind(field: dataNumber) }

    /// Whether a sum never falls; false, and not to be set, for other kinds.
    public var isMonotonic: Bool {
        get { kind == .sum && data.reader.uint64(3) != 0 }
        set {
            if kind == .sum { data.set(3, varint: newValue ? 1 : 0) }
        }
    }

    /// What a sum's or histogram's points count from; unspecified, and not to be set, for other kinds.
    public var aggregationTemporality: AggregationTemporality {
        get { kind.hasTemporality ? AggregationTemporality(rawValue: data.reader.int32(2)) : .unspecified }
        set {
            if kind.hasTemporality { data.set(2, enumeration: newValue.rawValue) }
        }
    }

    /// Calls `body` with each data point, in order.
    public mutating func editDataPoints<Failure: Error>(
        _ body: (inout DataPointEditor) throws(Failure) -> Void
    ) throws(Failure) {
        try target.forEachNested(.pointsOfMetric) { (target) throws(Failure) in
            var editor = DataPointEditor(target)
            try body(&editor)
            return true
        }
    }

    /// The field that holds the data.
    private var dataNumber: Int {
        if target.isBeingWalked { return EditTarget(target.splice, target.level + 1).number }
        let bytes = target.splice.pointee.bytes(target.level)
        guard let base = bytes.baseAddress else { return 0 }
        return MetricData.field(base, bytes.count)
    }

    /// The message that holds the data: a level of its own while its points are stepped through.
    private var data: EditTarget {
        target.isBeingWalked ? EditTarget(target.splice, target.level + 1) : target.nested(dataNumber)
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
