/// An event of a span that is being edited.
@frozen
public struct SpanEventEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The event as it is now.
    public var view: SpanEventView {
        @_lifetime(borrow self)
        get {
            let view = SpanEventView(target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// When it happened, in nanoseconds since 1970.
    public var timeUnixNano: UInt64 {
        get { target.reader.uint64(1) }
        set { target.set(1, fixed64: newValue) }
    }

    /// The name.
    public var name: String {
        get { target.reader.text(2).string }
        set { target.set(2, text: newValue) }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: 3) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target, field: 3)
            yield &attributes
        }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.reader.uint32(4) }
        set { target.set(4, varint: UInt64(newValue)) }
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
