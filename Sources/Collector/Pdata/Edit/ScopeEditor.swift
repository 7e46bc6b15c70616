/// A scope that is being edited, with the schema URL beside it.
@frozen
public struct ScopeEditor: ~Copyable, ~Escapable {
    /// The message that holds the scope, and what belongs to it.
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The scope as it is now.
    public var view: ScopeView {
        @_lifetime(borrow self)
        get {
            let view = ScopeView(target.nested(1).bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The name.
    public var name: String {
        get { target.nested(1).reader.text(1).string }
        set { target.nested(1).set(1, text: newValue) }
    }

    /// The version.
    public var version: String {
        get { target.nested(1).reader.text(2).string }
        set { target.nested(1).set(2, text: newValue) }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target.nested(1), field: 3) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target.nested(1), field: 3)
            yield &attributes
        }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.nested(1).reader.uint32(4) }
        set { target.nested(1).set(4, varint: UInt64(newValue)) }
    }

    /// The schema of what the scope holds.
    public var schemaURL: String {
        get { target.reader.text(3).string }
        set { target.set(3, text: newValue) }
    }

    /// The resource that the scope belongs to.
    public var resource: ResourceEditor {
        @_lifetime(borrow self)
        _read { yield ResourceEditor(target.outer(1)) }
        @_lifetime(&self)
        _modify {
            var resource = ResourceEditor(target.outer(1))
            yield &resource
        }
    }
}
