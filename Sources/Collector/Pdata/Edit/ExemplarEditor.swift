/// A measurement that went into a data point, while it is being edited.
@frozen
public struct ExemplarEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The exemplar as it is now.
    public var view: ExemplarView {
        @_lifetime(borrow self)
        get {
            let view = ExemplarView(target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// When it was made, in nanoseconds since 1970.
    public var timeUnixNano: UInt64 {
        get { target.reader.uint64(2) }
        set { target.set(2, fixed64: newValue) }
    }

    /// The value.
    public var value: NumberValue {
        get { view.value }
        set { target.set(double: 3, int: 6, newValue) }
    }

    /// The id of the span.
    public var spanID: SpanID {
        get { SpanID(target.reader.payload(4)) }
        set { target.set(4, newValue) }
    }

    /// The id of the trace.
    public var traceID: TraceID {
        get { TraceID(target.reader.payload(5)) }
        set { target.set(5, newValue) }
    }

    /// The attributes that the data point does not have.
    public var filteredAttributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: 7) }
        @_lifetime(&self)
        _modify {
            var filteredAttributes = AttributesEditor(target, field: 7)
            yield &filteredAttributes
        }
    }
}
