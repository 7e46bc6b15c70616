/// A link of a span that is being edited.
@frozen
public struct SpanLinkEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The link as it is now.
    public var view: SpanLinkView {
        @_lifetime(borrow self)
        get {
            let view = SpanLinkView(target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The id of the trace.
    public var traceID: TraceID {
        get { TraceID(target.reader.payload(1)) }
        set { target.set(1, newValue) }
    }

    /// The id of the span.
    public var spanID: SpanID {
        get { SpanID(target.reader.payload(2)) }
        set { target.set(2, newValue) }
    }

    /// The W3C trace state.
    public var traceState: String {
        get { target.reader.text(3).string }
        set { target.set(3, text: newValue) }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: 4) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target, field: 4)
            yield &attributes
        }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.reader.uint32(5) }
        set { target.set(5, varint: UInt64(newValue)) }
    }

    /// The W3C trace flags, and whether the span is remote.
    public var flags: UInt32 {
        get { target.reader.uint32(6) }
        set { target.set(6, fixed32: newValue) }
    }

    /// The span that it belongs to; its events and links cannot be edited from here.
    public var span: SpanEditor {
        @_lifetime(borrow self)
        _read { yield SpanEditor(target.outer(1)) }
        @_lifetime(&self)
        _modify {
            var span = SpanEditor(target.outer(1))
            yield &span
        }
    }
}
