internal import CollectorConfig
internal import Pdata

/// What kind of field a path leads to, and in which field of its message it lies.
enum FieldKind: Sendable {
    case text(Int)
    case attributes(Int)
    /// A varint: a count, an enumeration or flags.
    case uint32(Int)
    case int32(Int)
    case fixed32(Int)
    /// Nanoseconds since 1970, as an int.
    case nanoseconds(Int)
    /// Nanoseconds since 1970, as a time.
    case time(Int)
    case bool(Int)
    case traceID(Int)
    case traceIDText(Int)
    case spanID(Int)
    case spanIDText(Int)
    case traceState(Int)
    /// Messages that are read and written as a whole.
    case messages(Int, typeName: String)
    /// What is none of these.
    case other(@Sendable (_ place: MessagePlace, _ keys: [PathKey]) -> PathAccess)

    /// Whether the path can be followed by keys.
    var isIndexable: Bool {
        switch self {
        case .attributes, .traceState: true
        default: false
        }
    }
}

/// A path of a context: where its field lies.
struct FieldEntry: Sendable {
    let path: String
    let kind: FieldKind
    /// The field of the context's message that holds the one in which the field lies, where that is not the usual one; 0
    /// for the message itself.
    var nested: Int?
    var isIndexable: Bool
    /// What to write instead, of a path that is on its way out.
    var deprecated: String?

    init(_ path: String, _ kind: FieldKind, nested: Int? = nil, isIndexable: Bool = false, deprecated: String? = nil) {
        self.path = path
        self.kind = kind
        self.nested = nested
        self.isIndexable = isIndexable || kind.isIndexable
        self.deprecated = deprecated
    }

    /// How the field of a message at `place` is read and written.
    ///
    /// - Parameter ignoresMismatches: whether a value of another type is ignored rather than an error.
    func access(_ place: MessagePlace, _ keys: [PathKey], ignoresMismatches: Bool) -> PathAccess {
        var place = place
        if let nested { place.nested = nested }
        var access = kind.access(place, keys, path)
        if ignoresMismatches, let set = access.set {
            access.set = { (evaluation, value) throws(EvaluationError) in
                do throws(EvaluationError) {
                    try set(evaluation, value)
                } catch {
                    guard error.message.contains(text: mismatchMark) else { throw error }
                }
            }
        }
        return access
    }
}

/// What tells the error of a value of another type.
private let mismatchMark = " but got "

extension FieldKind {
    fileprivate func access(_ place: MessagePlace, _ keys: [PathKey], _ path: String) -> PathAccess {
        switch self {
        case .text(let number):
            return PathAccess(
                { .text(place.message($0).payload(number)) },
                set: { (evaluation, value) throws(EvaluationError) in
                    place.message(evaluation).set(number, text: try value.expectString(path))
                }
            )
        case .attributes(let number):
            return .attributes(place, number: { _ in number }, keys)
        case .uint32(let number):
            return Self.integer(place, number, path) {
                Int64(UInt32(truncatingIfNeeded: $0))
            } set: { message, value in
                message.set(number, varint: UInt64(UInt32(truncatingIfNeeded: value)))
            }
        case .int32(let number):
            return Self.integer(place, number, path) {
                Int64(Int32(truncatingIfNeeded: $0))
            } set: { message, value in
                message.set(number, varint: UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value))))
            }
        case .fixed32(let number):
            return Self.integer(place, number, path) {
                Int64(UInt32(truncatingIfNeeded: $0))
            } set: { message, value in
                message.set(number, fixed32: UInt32(truncatingIfNeeded: value))
            }
        case .nanoseconds(let number):
            return Self.integer(place, number, path) {
                Int64(bitPattern: $0)
            } set: { message, value in
                message.set(number, fixed64: value == 0 ? nil : UInt64(bitPattern: value))
            }
        case .time(let number):
            return PathAccess(
                { .time(Int64(bitPattern: place.message($0).bits(number) ?? 0)) },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .time(let time) = value else { throw value.mismatch(path, "time.Time") }
                    place.message(evaluation).set(number, fixed64: time == 0 ? nil : UInt64(bitPattern: time))
                }
            )
        case .bool(let number):
            return PathAccess(
                { .bool((place.message($0).bits(number) ?? 0) != 0) },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .bool(let bool) = value else { throw value.mismatch(path, "bool") }
                    place.message(evaluation).set(number, varint: bool ? 1 : 0)
                }
            )
        case .traceID(let number):
            return PathAccess(
                { .traceID(TraceID(record: place.message($0).payload(number))) },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .traceID(let id) = value else { throw value.mismatch(path, "pcommon.TraceID") }
                    place.message(evaluation).set(number, bytes: id.bytes)
                }
            )
        case .traceIDText(let number):
            return PathAccess(
                { .string(TraceID(record: place.message($0).payload(number)).hex) },
                set: { (evaluation, value) throws(EvaluationError) in
                    let text = try value.expectString(path)
                    guard let bytes = HexText.bytes(text, count: 16) else {
                        throw EvaluationError("trace ids must be 32 hex characters")
                    }
                    place.message(evaluation).set(number, bytes: TraceID(bytes).bytes)
                }
            )
        case .spanID(let number):
            return PathAccess(
                { .spanID(SpanID(record: place.message($0).payload(number))) },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .spanID(let id) = value else { throw value.mismatch(path, "pcommon.SpanID") }
                    place.message(evaluation).set(number, bytes: id.bytes)
                }
            )
        case .spanIDText(let number):
            return PathAccess(
                { .string(SpanID(record: place.message($0).payload(number)).hex) },
                set: { (evaluation, value) throws(EvaluationError) in
                    let text = try value.expectString(path)
                    guard let bytes = HexText.bytes(text, count: 8) else {
                        throw EvaluationError("span ids must be 16 hex characters")
                    }
                    place.message(evaluation).set(number, bytes: SpanID(bytes).bytes)
                }
            )
        case .traceState(let number):
            return TraceState.access(place, number, keys, path)
        case .messages(let number, let typeName):
            return PathAccess(
                { evaluation in
                    var messages: [Bytes] = []
                    place.message(evaluation).bytes.forEach(number) { messages.append($0.owned) }
                    return .messages(messages, of: typeName)
                },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .messages(let messages, typeName) = value else { throw value.mismatch(path, typeName) }
                    place.message(evaluation).replaceAll(number, by: messages)
                }
            )
        case .other(let make):
            return make(place, keys)
        }
    }

    /// A number that is read by `get` of its bits.
    private static func integer(
        _ place: MessagePlace,
        _ number: Int,
        _ path: String,
        get: @escaping @Sendable (UInt64) -> Int64,
        set: @escaping @Sendable (RecordMessage, Int64) -> Void
    ) -> PathAccess {
        PathAccess(
            { .int(get(place.message($0).bits(number) ?? 0)) },
            set: { (evaluation, value) throws(EvaluationError) in
                guard case .int(let int) = value else { throw value.mismatch(path, "int64") }
                set(place.message(evaluation), int)
            }
        )
    }
}

extension Value {
    /// The string, of a string that is to be assigned to `path`.
    func expectString(_ path: String) throws(EvaluationError) -> String {
        guard let string else { throw mismatch(path, "string") }
        return string
    }

    /// The error of a value that cannot be assigned to `path`.
    func mismatch(_ path: String, _ expected: String) -> EvaluationError {
        EvaluationError("\(path) expects \(expected)\(mismatchMark)\(typeName)")
    }
}
