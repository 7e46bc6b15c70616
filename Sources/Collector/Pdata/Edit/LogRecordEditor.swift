/// A log record that is being edited.
@frozen
public struct LogRecordEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The log record as it is now.
    public var view: LogRecordView {
        @_lifetime(borrow self)
        get {
            let view = LogRecordView(target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// When it happened, in nanoseconds since 1970; 0 when unknown.
    public var timeUnixNano: UInt64 {
        get { target.reader.uint64(1) }
        set { target.set(1, fixed64: newValue) }
    }

    /// When it was collected, in nanoseconds since 1970.
    public var observedTimeUnixNano: UInt64 {
        get { target.reader.uint64(11) }
        set { target.set(11, fixed64: newValue) }
    }

    /// How serious it is.
    public var severityNumber: SeverityNumber {
        get { SeverityNumber(rawValue: target.reader.int32(2)) }
        set { target.set(2, enumeration: newValue.rawValue) }
    }

    /// How serious it is, in the words of its source.
    public var severityText: String {
        get { target.reader.text(3).string }
        set { target.set(3, text: newValue) }
    }

    /// What is logged.
    public var body: AttributeValue {
        get { ValueView(target.reader.payload(5)).owned() }
        set { target.set(5, newValue) }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: 6) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target, field: 6)
            yield &attributes
        }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.reader.uint32(7) }
        set { target.set(7, varint: UInt64(newValue)) }
    }

    /// The W3C trace flags.
    public var flags: UInt32 {
        get { target.reader.uint32(8) }
        set { target.set(8, fixed32: newValue) }
    }

    /// The id of the trace.
    public var traceID: TraceID {
        get { TraceID(target.reader.payload(9)) }
        set { target.set(9, newValue) }
    }

    /// The id of the span.
    public var spanID: SpanID {
        get { SpanID(target.reader.payload(10)) }
        set { target.set(10, newValue) }
    }

    /// The name of the event that it is; empty when it is none.
    public var eventName: String {
        get { target.reader.text(12).string }
        set { target.set(12, text: newValue) }
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
