/// A resource that is being edited, with the schema URL beside it.
@frozen
public struct ResourceEditor: ~Copyable, ~Escapable {
    /// The message that holds the resource, and what belongs to it.
    @usableFromInline let target: EditTarget

    @usableFromInline
    @_lifetime(immortal)
    init(_ target: EditTarget) {
        self.target = target
    }

    /// The resource as it is now.
    public var view: ResourceView {
        @_lifetime(borrow self)
        get {
            let view = ResourceView(target.nested(1).bytes)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The attributes.
    public var attributes: AttributesEditor {
        @_lifetime(borrow self)
        _read { yield AttributesEditor(target.nested(1), field: 1) }
        @_lifetime(&self)
        _modify {
            var attributes = AttributesEditor(target.nested(1), field: 1)
            yield &attributes
        }
    }

    /// How many attributes the sender left out.
    public var droppedAttributesCount: UInt32 {
        get { target.nested(1).reader.uint32(2) }
        set { target.nested(1).set(2, varint: UInt64(newValue)) }
    }

    /// The schema of the resource's attributes.
    public var schemaURL: String {
        get { target.reader.text(3).string }
        set { target.set(3, text: newValue) }
    }
}
