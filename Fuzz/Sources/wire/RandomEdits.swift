import Fuzzing
import Pdata

/// Edits that follow from a seed, so that an input has the same ones in each run.
struct RandomEdits {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A number below `count`, which is not 0.
    mutating func number(below count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 33) % count
    }

    /// Whether one of `count` throws comes out right.
    mutating func chance(_ count: Int = 2) -> Bool { number(below: count) == 0 }

    mutating func integer() -> UInt64 { [0, 1, 127, 128, 1 << 40, .max][number(below: 6)] }

    mutating func text() -> String {
        ["", "a", "ä", "e\u{301}", String(repeating: "long ", count: 40)][number(below: 5)]
    }

    mutating func value() -> AttributeValue {
        switch number(below: 7) {
        case 0: .empty
        case 1: .string(text())
        case 2: .int(Int64(bitPattern: integer()))
        case 3: .double(1.5)
        case 4: .bytes(Bytes(utf8: text()))
        case 5: .array([.bool(true), .string(text())])
        default: .map([Attribute(text(), .int(1)), Attribute("", .empty)])
        }
    }

    /// One of `attributes`' keys, or another.
    private mutating func key(_ attributes: [Attribute]) -> String {
        attributes.isEmpty || chance(4) ? text() : attributes[number(below: attributes.count)].key
    }

    /// Edits attributes, and checks after each edit what everyone relies on.
    mutating func edit(_ attributes: inout some AttributesEditing & ~Copyable & ~Escapable) {
        for _ in 0..<number(below: 4) {
            let before = attributes.all
            let key = key(before)
            let other = self.key(before)
            let value = value()
            switch number(below: 11) {
            case 0:
                let isNew = attributes.insert(key, value)
                require(isNew == !before.has(key), "an attribute was inserted beside one of its name")
                if isNew { require(attributes.all.values(key) == [value], "what was inserted is something else") }
            case 1:
                let isKnown = attributes.update(key, value)
                require(isKnown == before.has(key), "an attribute that was there was not updated")
                if isKnown { require(attributes.all.values(key) == [value], "what was updated is something else") }
            case 2:
                attributes.upsert(key, value)
                require(attributes.all.values(key) == [value], "what was written is something else")
            case 3:
                attributes[key] = nil
                require(!attributes.all.has(key), "what was removed is there")
            case 4:
                let isDone = attributes.insert(key, from: other)
                require(isDone == (before.has(other) && !before.has(key)), "a copy was inserted where it should not")
            case 5:
                let isDone = attributes.update(key, from: other)
                require(isDone == (before.has(other) && before.has(key)), "a copy was written where it should not")
            case 6:
                let isDone = attributes.upsert(key, from: other)
                require(isDone == before.has(other), "a copy is of nothing")
                if isDone { require(attributes.all.values(key).count == 1, "a key that was written repeats") }
            case 7:
                let isDone = attributes.rename(key, to: other)
                require(isDone == before.has(key), "what was not there was renamed")
                guard isDone, !key.isSame(other) else { break }
                require(attributes.all.values(other).count == 1, "a key that was written repeats")
                require(!attributes.all.has(key), "what was renamed is there")
            case 8:
                attributes.removeKeys(ofLength: 1)
                require(!attributes.all.contains { $0.key.utf8.count == 1 }, "what was removed is there")
            case 9:
                attributes.setAll(value)
                require(attributes.all.allSatisfy { $0.value == value }, "what was written is something else")
            default:
                attributes.renameAll(key)
                require(attributes.all.allSatisfy { $0.key.isSame(key) }, "what was renamed is something else")
                require(attributes.all.count == before.count, "an attribute was lost as it was renamed")
            }
        }
    }
}

extension String {
    /// Whether both consist of the same bytes, as telemetry compares keys.
    fileprivate func isSame(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension [Attribute] {
    fileprivate func values(_ key: String) -> [AttributeValue] { filter { $0.key.isSame(key) }.map(\.value) }
    fileprivate func has(_ key: String) -> Bool { contains { $0.key.isSame(key) } }
}

/// What the editors of plain attributes and of those in the profiles' dictionary have in common.
protocol AttributesEditing: ~Copyable, ~Escapable {
    var all: [Attribute] { get }
    subscript(key: String) -> AttributeValue? { get set }
    mutating func insert(_ key: String, _ value: AttributeValue) -> Bool
    mutating func update(_ key: String, _ value: AttributeValue) -> Bool
    mutating func upsert(_ key: String, _ value: AttributeValue)
    mutating func insert(_ key: String, from other: String) -> Bool
    mutating func update(_ key: String, from other: String) -> Bool
    mutating func upsert(_ key: String, from other: String) -> Bool
    mutating func rename(_ key: String, to name: String) -> Bool
    mutating func removeKeys(ofLength length: Int)
    mutating func setAll(_ value: AttributeValue)
    mutating func renameAll(_ key: String)
}

extension AttributesEditor: AttributesEditing {
    var all: [Attribute] { view.owned() }
    mutating func removeKeys(ofLength length: Int) { removeAll { $0.key.utf8Count == length } }
    mutating func setAll(_ value: AttributeValue) { mapValues { _ in value } }
    mutating func renameAll(_ key: String) { mapKeys { _ in key } }
}

extension ProfileAttributesEditor: AttributesEditing {
    var all: [Attribute] { view.owned() }
    mutating func removeKeys(ofLength length: Int) { removeAll { $0.key.utf8Count == length } }
    mutating func setAll(_ value: AttributeValue) { mapValues { _ in value } }
    mutating func renameAll(_ key: String) { mapKeys { _ in key } }
}
