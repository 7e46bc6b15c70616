import OTLPOracle

@testable import Pdata

typealias KeyValue = Opentelemetry_Proto_Common_V1_KeyValue
typealias AnyValue = Opentelemetry_Proto_Common_V1_AnyValue

/// Random edits, the same for the same seed, so that they can be done to telemetry here and to the oracle's.
struct Edits {
    private var random: SplitMix
    private let keys: [String]

    init(seed: UInt64, keys: [String]) {
        random = SplitMix(seed: seed)
        self.keys = keys
    }

    /// The edits of record `index`.
    func record(_ index: Int) -> Edits {
        var seeds = random
        return Edits(seed: seeds.next() &+ UInt64(index) &* 7919, keys: keys)
    }

    /// Further edits, for the messages in a record.
    mutating func nested() -> Edits { Edits(seed: random.next(), keys: keys) }

    mutating func chance(_ count: Int = 3) -> Bool { random.oneIn(count) }

    mutating func string() -> String {
        ["", "a", "ä€𝄞", String(repeating: "long ", count: 40)][Int.random(in: 0..<4, using: &random)]
    }

    mutating func number() -> UInt64 {
        [0, 1, 200, .max, 1 << 40][Int.random(in: 0..<5, using: &random)]
    }

    mutating func double() -> Double { [0, -1.5, .infinity, 1e300][Int.random(in: 0..<4, using: &random)] }

    mutating func traceID() -> TraceID { TraceID(high: number(), low: number()) }
    mutating func spanID() -> SpanID { SpanID(number()) }

    mutating func key() -> String {
        chance(4)
            ? ["k1", "k2", "", String(repeating: "key", count: 60)][Int.random(in: 0..<4, using: &random)] : known()
    }

    private mutating func known() -> String { keys.randomElement(using: &random) ?? "k1" }

    mutating func value() -> AttributeValue {
        var messages = RandomMessages(seed: random.next())
        messages.maxDepth = 5
        return messages.message(AnyValue.self).owned
    }

    mutating func attributes(_ attributes: inout AttributesEditor) {
        for operation in operations() { operation.apply(to: &attributes) }
    }

    mutating func attributes(_ attributes: inout ProfileAttributesEditor) {
        for operation in operations() { operation.apply(to: &attributes) }
    }

    mutating func attributes(_ attributes: inout [KeyValue]) {
        for operation in operations() { operation.apply(to: &attributes) }
    }

    private mutating func operations() -> [AttributeOperation] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            switch Int.random(in: 0..<12, using: &random) {
            case 0: .insert(key(), value())
            case 1: .update(key(), value())
            case 2: .upsert(key(), value())
            case 3: .insertFrom(key(), key())
            case 4: .updateFrom(key(), key())
            case 5: .upsertFrom(key(), key())
            case 6: .remove(key())
            case 7: .removeWhere(Int.random(in: 0..<4, using: &random))
            case 8: .rename(key(), key())
            case 9: .mapValues(Int.random(in: 0..<4, using: &random), value())
            case 10: .mapKeys(Int.random(in: 0..<4, using: &random), key())
            default: .set(key(), chance() ? nil : value())
            }
        }
    }
}

/// One edit of attributes.
enum AttributeOperation {
    case insert(String, AttributeValue)
    case update(String, AttributeValue)
    case upsert(String, AttributeValue)
    case set(String, AttributeValue?)
    case insertFrom(String, String)
    case updateFrom(String, String)
    case upsertFrom(String, String)
    case remove(String)
    case rename(String, String)
    /// Of the attributes whose key has this length modulo 4.
    case removeWhere(Int)
    case mapValues(Int, AttributeValue)
    case mapKeys(Int, String)

    func apply(to attributes: inout AttributesEditor) {
        switch self {
        case .insert(let key, let value): attributes.insert(key, value)
        case .update(let key, let value): attributes.update(key, value)
        case .upsert(let key, let value): attributes.upsert(key, value)
        case .set(let key, let value): attributes[key] = value
        case .insertFrom(let key, let other): attributes.insert(key, from: other)
        case .updateFrom(let key, let other): attributes.update(key, from: other)
        case .upsertFrom(let key, let other): attributes.upsert(key, from: other)
        case .remove(let key): attributes.remove(key)
        case .rename(let key, let name): attributes.rename(key, to: name)
        case .removeWhere(let length): attributes.removeAll { $0.key.utf8Count % 4 == length }
        case .mapValues(let length, let value): attributes.mapValues { $0.key.utf8Count % 4 == length ? value : nil }
        case .mapKeys(let length, let key): attributes.mapKeys { $0.key.utf8Count % 4 == length ? key : nil }
        }
    }

    func apply(to attributes: inout ProfileAttributesEditor) {
        switch self {
        case .insert(let key, let value): attributes.insert(key, value)
        case .update(let key, let value): attributes.update(key, value)
        case .upsert(let key, let value): attributes.upsert(key, value)
        case .set(let key, let value): attributes[key] = value
        case .insertFrom(let key, let other): attributes.insert(key, from: other)
        case .updateFrom(let key, let other): attributes.update(key, from: other)
        case .upsertFrom(let key, let other): attributes.upsert(key, from: other)
        case .remove(let key): attributes.remove(key)
        case .rename(let key, let name): attributes.rename(key, to: name)
        case .removeWhere(let length): attributes.removeAll { $0.key.utf8Count % 4 == length }
        case .mapValues(let length, let value): attributes.mapValues { $0.key.utf8Count % 4 == length ? value : nil }
        case .mapKeys(let length, let key): attributes.mapKeys { $0.key.utf8Count % 4 == length ? key : nil }
        }
    }

    func apply(to attributes: inout [KeyValue]) {
        func first(_ key: String) -> Int? { attributes.firstIndex { $0.key == key } }
        func write(_ key: String, _ value: AnyValue) {
            guard let place = first(key) else {
                attributes.append(
                    .with {
                        $0.key = key; $0.value = value
                    }
                )
                return
            }
            attributes[place].value = value
            let rest = attributes[(place + 1)...].filter { $0.key != key }
            attributes = attributes[...place] + rest
        }
        switch self {
        case .insert(let key, let value):
            if first(key) == nil { write(key, AnyValue(value)) }
        case .update(let key, let value):
            if first(key) != nil { write(key, AnyValue(value)) }
        case .upsert(let key, let value), .set(let key, .some(let value)):
            write(key, AnyValue(value))
        case .insertFrom(let key, let other):
            if let from = first(other), first(key) == nil { write(key, attributes[from].value) }
        case .updateFrom(let key, let other):
            if let from = first(other), first(key) != nil { write(key, attributes[from].value) }
        case .upsertFrom(let key, let other):
            if let from = first(other) { write(key, attributes[from].value) }
        case .remove(let key), .set(let key, nil):
            attributes.removeAll { $0.key == key }
        case .rename(let key, let name):
            guard key != name, let place = first(key) else { return }
            attributes[place].key = "\u{0}renamed"
            attributes.removeAll { $0.key == key || $0.key == name }
            if let place = first("\u{0}renamed") { attributes[place].key = name }
        case .removeWhere(let length):
            attributes.removeAll { $0.key.utf8.count % 4 == length }
        case .mapValues(let length, let value):
            for place in attributes.indices where attributes[place].key.utf8.count % 4 == length {
                attributes[place].value = AnyValue(value)
            }
        case .mapKeys(let length, let key):
            for place in attributes.indices where attributes[place].key.utf8.count % 4 == length {
                attributes[place].key = key
            }
        }
    }
}

extension AnyValue {
    init(_ value: AttributeValue) {
        self.init()
        switch value {
        case .empty: break
        case .string(let string): stringValue = string
        case .bool(let bool): boolValue = bool
        case .int(let int): intValue = int
        case .double(let double): doubleValue = double
        case .bytes(let bytes): bytesValue = .init(bytes.array)
        case .array(let values): arrayValue = .with { $0.values = values.map(AnyValue.init) }
        case .map(let entries): kvlistValue = .with { $0.values = entries.map(KeyValue.init) }
        }
    }
}

extension KeyValue {
    init(_ attribute: Attribute) {
        self.init()
        key = attribute.key
        value = AnyValue(attribute.value)
    }
}
