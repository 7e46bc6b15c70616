/// Attributes that are being edited.
///
/// A key is looked up by its first occurrence. Afterwards a key that was written occurs once, and one that was removed
/// not at all, however often the sender wrote it. The order of what stays is kept; new attributes come last.
@frozen
public struct AttributesEditor: ~Copyable, ~Escapable {
    @usableFromInline let target: EditTarget
    @usableFromInline let number: Int

    @_lifetime(immortal)
    init(_ target: EditTarget, field number: Int) {
        self.target = target
        self.number = number
    }

    /// The attributes as they are now.
    public var view: AttributesView {
        @_lifetime(borrow self)
        get {
            let view = AttributesView(target.bytes, field: number)
            return _overrideLifetime(view, borrowing: self)
        }
    }

    /// The value of the attribute called `key`; nil where there is none, and to remove it.
    public subscript(key: String) -> AttributeValue? {
        get { view[key] }
        set {
            if let newValue { set(key, newValue, where: .any) } else { remove(key) }
        }
    }

    /// Calls `body` with the value of the attribute called `key`, and returns what it returns; nil when there is none.
    public func value<Result, Failure: Error>(
        of key: String,
        _ body: (ValueView) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        try view.value(of: key, body)
    }

    /// Whether there is an attribute called `key`.
    public func has(_ key: String) -> Bool { view.value(of: key) { _ in true } ?? false }

    /// Adds the attribute where there is none called `key`; false when there is one.
    @discardableResult
    public mutating func insert(_ key: String, _ value: AttributeValue) -> Bool { set(key, value, where: .absent) }

    /// Gives the attribute called `key` another value; false when there is none.
    @discardableResult
    public mutating func update(_ key: String, _ value: AttributeValue) -> Bool { set(key, value, where: .present) }

    /// Gives the attribute called `key` the value, or adds it.
    public mutating func upsert(_ key: String, _ value: AttributeValue) { set(key, value, where: .any) }

    /// Gives the attribute called `key` a copy of a value from elsewhere, or adds it.
    public mutating func upsert(_ key: String, copying value: borrowing ValueView) {
        let source = value.message.bytes
        set(key, where: .any) { scratch in
            source.withUnsafeBytes { bytes in
                if let base = bytes.baseAddress { scratch.append(base, bytes.count) }
            }
        }
    }

    /// Gives the attribute called `key` the value of the one called `other`, where `condition` allows it; false when it
    /// does not, or there is no other.
    @discardableResult
    mutating func copy(_ other: String, to key: String, where condition: AttributeCondition) -> Bool {
        var isMet = false
        withUTF8(other) { other in
            let target = target
            let number = number
            withUTF8(key) { key in
                isMet = target.splice.pointee.edit(target.level) { draft, scratch in
                    guard let value = draft.attributeValue(other, number, target.nested) else { return false }
                    if let base = value.baseAddress { scratch.append(base, value.count) }
                    return draft.setAttribute(key, number, target.nested, where: condition, &scratch)
                }
            }
        }
        return isMet
    }

    /// Adds the attribute with the value of the one called `other`, where there is none called `key`.
    @discardableResult
    public mutating func insert(_ key: String, from other: String) -> Bool { copy(other, to: key, where: .absent) }

    /// Gives the attribute called `key` the value of the one called `other`, where there are both.
    @discardableResult
    public mutating func update(_ key: String, from other: String) -> Bool { copy(other, to: key, where: .present) }

    /// Gives the attribute called `key` the value of the one called `other`, where there is that one.
    @discardableResult
    public mutating func upsert(_ key: String, from other: String) -> Bool { copy(other, to: key, where: .any) }

    /// Removes the attribute called `key`; false when there is none.
    @discardableResult
    public mutating func remove(_ key: String) -> Bool {
        var removed = 0
        let target = target
        let number = number
        withUTF8(key) { key in
            removed = target.splice.pointee.edit(target.level) { draft, _ in
                draft.removeAttributes(key, number, target.nested)
            }
        }
        return removed > 0
    }

    /// Removes the attributes that meet `condition`, and returns how many.
    @discardableResult
    public mutating func removeAll<Failure: Error>(
        where condition: (AttributeView) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        let target = target
        let number = number
        return try target.splice.pointee.edit(target.level) { (draft, _) throws(Failure) in
            try draft.removeFields(target.nested) { (field) throws(Failure) in
                guard field.number == number else { return false }
                return try condition(AttributeView(field.payload.bytes))
            }
        }
    }

    /// Removes all attributes.
    public mutating func removeAll() { removeAll { _ in true } }

    /// Gives the attribute called `key` the name `name`, in the place of any that has it; false when there is none.
    @discardableResult
    public mutating func rename(_ key: String, to name: String) -> Bool {
        guard !key.utf8.elementsEqual(name.utf8) else { return has(key) }
        var isRenamed = false
        let target = target
        let number = number
        withUTF8(key) { key in
            withUTF8(name) { name in
                isRenamed = target.splice.pointee.edit(target.level) { draft, scratch in
                    draft.renameAttribute(key, to: name, number, target.nested, &scratch)
                }
            }
        }
        return isRenamed
    }

    /// Gives each attribute the value that `body` returns for it; nil leaves it as it is.
    public mutating func mapValues<Failure: Error>(
        _ body: (AttributeView) throws(Failure) -> AttributeValue?
    ) throws(Failure) {
        var value = EditBuffer()
        try replaceEach { (place, attribute, scratch) throws(Failure) in
            guard let new = try body(attribute) else { return false }
            value.truncate(to: 0)
            value.append(new)
            guard !MessageDraft.hasValue(place, value) else { return false }
            MessageDraft.appendAttribute(place, key: nil, value: value.bytes, &scratch)
            return true
        }
    }

    /// Gives each attribute the key that `body` returns for it; nil leaves it as it is. Keys may come to repeat.
    public mutating func mapKeys<Failure: Error>(
        _ body: (AttributeView) throws(Failure) -> String?
    ) throws(Failure) {
        try replaceEach { (place, attribute, scratch) throws(Failure) in
            guard let new = try body(attribute), attribute.key != new else { return false }
            withUTF8(new) { MessageDraft.appendAttribute(place, key: $0, value: nil, &scratch) }
            return true
        }
    }

    private func replaceEach<Failure: Error>(
        _ body: (FieldCursor, AttributeView, inout EditBuffer) throws(Failure) -> Bool
    ) throws(Failure) {
        let target = target
        let number = number
        try target.splice.pointee.edit(target.level) { (draft, scratch) throws(Failure) in
            try draft.replaceFields(target.nested, &scratch) { (field, scratch) throws(Failure) in
                guard field.number == number else { return false }
                return try body(field, AttributeView(field.payload.bytes), &scratch)
            }
        }
    }

    @discardableResult
    private mutating func set(_ key: String, _ value: AttributeValue, where condition: AttributeCondition) -> Bool {
        set(key, where: condition) { $0.append(value) }
    }

    @discardableResult
    private mutating func set(
        _ key: String,
        where condition: AttributeCondition,
        _ value: (inout EditBuffer) -> Void
    ) -> Bool {
        var isMet = false
        let target = target
        let number = number
        withUTF8(key) { key in
            isMet = target.splice.pointee.edit(target.level) { draft, scratch in
                value(&scratch)
                return draft.setAttribute(key, number, target.nested, where: condition, &scratch)
            }
        }
        return isMet
    }
}

/// Calls `body` with the UTF-8 bytes of `text`, of which there is a pointer even when there are none.
@inline(__always)
private func withUTF8(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
    var text = text
    text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
}
