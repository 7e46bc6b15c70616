/// How an operation ended, while it is being edited.
@frozen
public struct StatusEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The status as it is now.
    public var view: StatusView {
        @_lifetime(borrow self)
        get {
            let view = StatusView(target.bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// What went wrong.
    public var message: String {
        get { target.reader.text(2).string }
        set { target.set(2, text: newValue) }
    }

    /// Whether it succeeded.
    public var code: SpanStatusCode {
        get { SpanStatusCode(rawValue: target.reader.int32(3)) }
        set { target.set(3, enumeration: newValue.rawValue) }
    }
}
