/// A data point that is being edited.
///
/// A setter for what the point's kind does not have does nothing.
@frozen
public struct DataPointEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// What the metric consists of.
    public var kind: MetricKind { MetricKind(field: target.outer(1).number) }

    private var fields: DataPointFields { DataPointFields(kind) }

    /// The data point as it is now.
    public var view: DataPointView {
        @_lifetime(borrow self)
        get {
            let view = DataPointView(kind, target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: fields.attributes) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target, field: fields.attributes)
            yield &attributes
        }
    }

    /// Since when it counts, in nanoseconds since 1970.
    public var startTimeUnixNano: UInt64 {
        get { target.reader.uint64(2) }
        set { target.set(2, fixed64: newValue) }
    }

    /// Until when it counts, in nanoseconds since 1970.
    public var timeUnixNano: UInt64 {
        get { target.reader.uint64(3) }
        set { target.set(3, fixed64: newValue) }
    }

    /// Whether there is no value.
    public var flags: UInt32 {
        get { target.reader.uint32(fields.flags) }
        set { target.set(fields.flags, varint: UInt64(newValue)) }
    }

    /// The value of a gauge or sum.
    public var value: NumberValue {
        get { isNumber ? NumberDataPointView(target.bytes).value : .none }
        set {
            if isNumber { target.set(double: 4, int: 6, newValue) }
        }
    }

    /// The number of measurements in a histogram or summary.
    public var count: UInt64 {
        get { isNumber ? 0 : target.reader.uint64(4) }
        set {
            if !isNumber { target.set(4, fixed64: newValue) }
        }
    }

    /// Their sum, where it is known; that of a summary always is.
    public var sum: Double? {
        get {
            if kind == .summary { return target.reader.double(5) }
            return isNumber ? nil : target.reader.optionalDouble(5)
        }
        set {
            if kind == .summary { return target.set(5, fixed64: newValue?.bitPattern ?? 0) }
            if !isNumber { target.set(5, optionalFixed64: newValue?.bitPattern) }
        }
    }

    /// The least measurement of a histogram, where it is known.
    public var min: Double? {
        get { fields.min == 0 ? nil : target.reader.optionalDouble(fields.min) }
        set {
            if fields.min != 0 { target.set(fields.min, optionalFixed64: newValue?.bitPattern) }
        }
    }

    /// The greatest measurement of a histogram, where it is known.
    public var max: Double? {
        get { fields.max == 0 ? nil : target.reader.optionalDouble(fields.max) }
        set {
            if fields.max != 0 { target.set(fields.max, optionalFixed64: newValue?.bitPattern) }
        }
    }

    /// The number of measurements in each bucket of a histogram with explicit bounds.
    public var bucketCounts: [UInt64] {
        get {
            var counts: [UInt64] = []
            if kind == .histogram { HistogramDataPointView(target.bytes).bucketCounts.forEach { counts.append($0) } }
            return counts
        }
        set {
            if kind == .histogram { target.set(6, packed: newValue) }
        }
    }

    /// The buckets' upper bounds in a histogram that has them.
    public var explicitBounds: [Double] {
        get {
            var bounds: [Double] = []
            if kind == .histogram { HistogramDataPointView(target.bytes).explicitBounds.forEach { bounds.append($0) } }
            return bounds
        }
        set {
            if kind == .histogram { target.set(7, packed: newValue.map(\.bitPattern)) }
        }
    }

    /// The resolution of an exponential histogram.
    public var scale: Int32 {
        get { kind == .exponentialHistogram ? target.reader.sint32(6) : 0 }
        set {
            if kind == .exponentialHistogram { target.set(6, sint32: newValue) }
        }
    }

    /// The number of measurements in an exponential histogram that count as zero.
    public var zeroCount: UInt64 {
        get { kind == .exponentialHistogram ? target.reader.uint64(7) : 0 }
        set {
            if kind == .exponentialHistogram { target.set(7, fixed64: newValue) }
        }
    }

    /// What is at most this far from zero counts as zero in an exponential histogram.
    public var zeroThreshold: Double {
        get { kind == .exponentialHistogram ? target.reader.double(14) : 0 }
        set {
            if kind == .exponentialHistogram { target.set(14, fixed64: newValue.bitPattern) }
        }
    }

    /// Calls `body` with each exemplar, in order; a summary has none.
    public mutating func editExemplars<Failure: Error>(
        _ body: (inout ExemplarEditor) throws(Failure) -> Void
    ) throws(Failure) {
        guard fields.exemplars != 0 else { return }
        try target.forEachNested(fields.exemplars) { (target) throws(Failure) in
            var editor = ExemplarEditor(target)
            try body(&editor)
        }
    }

    /// Removes the exemplars that meet `condition`.
    public mutating func removeExemplars<Failure: Error>(
        where condition: (ExemplarView) throws(Failure) -> Bool
    ) throws(Failure) {
        guard fields.exemplars != 0 else { return }
        try target.forEachNested(Splice.Path(fields.exemplars)) { (target) throws(Failure) in
            try !condition(ExemplarView(target.bytes))
        }
    }

    /// The metric that it belongs to; its data points cannot be edited from here.
    public var metric: MetricEditor {
        @_lifetime(borrow self)
        _read { yield MetricEditor(target.outer(2)) }
        @_lifetime(&self)
        _modify {
            var metric = MetricEditor(target.outer(2))
            yield &metric
        }
    }

    /// The scope that it belongs to.
    public var scope: ScopeEditor {
        @_lifetime(borrow self)
        _read { yield ScopeEditor(target.outer(3)) }
        @_lifetime(&self)
        _modify {
            var scope = ScopeEditor(target.outer(3))
            yield &scope
        }
    }

    /// The resource that it belongs to.
    public var resource: ResourceEditor {
        @_lifetime(borrow self)
        _read { yield ResourceEditor(target.outer(4)) }
        @_lifetime(&self)
        _modify {
            var resource = ResourceEditor(target.outer(4))
            yield &resource
        }
    }

    private var isNumber: Bool { kind == .gauge || kind == .sum }
}
