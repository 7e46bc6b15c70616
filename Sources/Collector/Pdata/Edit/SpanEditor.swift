/// A span that is being edited.
@frozen
public struct SpanEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The span as it is now.
    public var view: SpanView {
        @_lifetime(borrow self)
        get {
            let view = SpanView(target.bytes)
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

    /// The id of the parent; empty for a root.
    public var parentSpanID: SpanID {
        get { SpanID(target.reader.payload(4)) }
        set { target.set(4, newValue) }
    }

    /// The name of the operation.
    public var name: String {
        get { target.reader.text(5).string }
        set { target.set(5, text: newValue) }
    }

    /// The span's part in a request.
    public var kind: SpanKind {
        get { SpanKind(rawValue: target.reader.int32(6)) }
        set { target.set(6, enumeration: newValue.rawValue) }
    }

    /// When it began, in nanoseconds since 1970.
    public var startTimeUnixNano: UInt64 {
        get { target.reader.uint64(7) }
        set { target.set(7, fixed64: newValue) }
    }

    /// When it ended, in nanoseconds since 1970.
    public var endTimeUnixNano: UInt64 {
        get { target.reader.uint64(8) }
        set { target.set(8, fixed64: newValue) }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target, field: 9) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target, field: 9)
            yield &attributes
        }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.reader.uint32(10) }
        set { target.set(10, varint: UInt64(newValue)) }
    }

    /// How many events the sender left out.
    public var droppedEventsCount: UInt32 {
        get { target.reader.uint32(12) }
        set { target.set(12, varint: UInt64(newValue)) }
    }

    /// How many links the sender left out.
    public var droppedLinksCount: UInt32 {
        get { target.reader.uint32(14) }
        set { target.set(14, varint: UInt64(newValue)) }
    }

    /// How the operation ended.
    public var status: StatusEditor {
        @_lifetime(borrow self)
        _read { yield StatusEditor(target.nested(15)) }
        @_lifetime(&self)
        _modify {
            var status = StatusEditor(target.nested(15))
            yield &status
        }
    }

    /// The W3C trace flags, and whether the parent is remote.
    public var flags: UInt32 {
        get { target.reader.uint32(16) }
        set { target.set(16, fixed32: newValue) }
    }

    /// Calls `body` with each event, in order.
    public mutating func editEvents<Failure: Error>(
        _ body: (inout SpanEventEditor) throws(Failure) -> Void
    ) throws(Failure) {
        try target.forEachNested(11) { (target) throws(Failure) in
            var editor = SpanEventEditor(target)
            try body(&editor)
        }
    }

    /// Removes the events that meet `condition`.
    public mutating func removeEvents<Failure: Error>(
        where condition: (SpanEventView) throws(Failure) -> Bool
    ) throws(Failure) {
        try target.forEachNested(Splice.Path(11)) { (target) throws(Failure) in
            try !condition(SpanEventView(target.bytes))
        }
    }

    /// Calls `body` with each link, in order.
    public mutating func editLinks<Failure: Error>(
        _ body: (inout SpanLinkEditor) throws(Failure) -> Void
    ) throws(Failure) {
        try target.forEachNested(13) { (target) throws(Failure) in
            var editor = SpanLinkEditor(target)
            try body(&editor)
        }
    }

    /// Removes the links that meet `condition`.
    public mutating func removeLinks<Failure: Error>(
        where condition: (SpanLinkView) throws(Failure) -> Bool
    ) throws(Failure) {
        try target.forEachNested(Splice.Path(13)) { (target) throws(Failure) in
            try !condition(SpanLinkView(target.bytes))
        }
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
