package import Pdata

/// A value while a statement is evaluated.
///
/// Sendable so that programs can hold constants; what lies in a record never becomes one.
package enum Value: @unchecked Sendable {
    /// No value at all: an absent attribute, or `nil`.
    case none
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    /// A string where it lies in the record, until the record changes.
    case text(RecordBytes)
    case bytes(Bytes)
    /// Bytes where they lie in the record, until the record changes.
    case blob(RecordBytes)
    case array([AttributeValue])
    case map([Attribute])
    /// Nanoseconds since 1970.
    case time(Int64)
    /// Nanoseconds.
    case duration(Int64)
    case traceID(TraceID)
    case spanID(SpanID)
    case profileID(ProfileID)
    /// What can only be assigned as a whole, such as a span's events: each as a message.
    case messages([Bytes], of: String)

    /// A value of telemetry; an empty one is none.
    package init(_ value: AttributeValue) {
        switch value {
        case .empty: self = .none
        case .string(let text): self = .string(text)
        case .bool(let bool): self = .bool(bool)
        case .int(let int): self = .int(int)
        case .double(let double): self = .double(double)
        case .bytes(let bytes): self = .bytes(bytes)
        case .array(let elements): self = .array(elements)
        case .map(let entries): self = .map(entries)
        }
    }

    /// A value that lies in a record; strings and bytes stay there.
    package init(_ value: RecordValue) {
        switch value {
        case .empty: self = .none
        case .string(let text): self = .text(text)
        case .bool(let bool): self = .bool(bool)
        case .int(let int): self = .int(int)
        case .double(let double): self = .double(double)
        case .bytes(let bytes): self = .blob(bytes)
        case .array(let message): self = .array(message.elements)
        case .map(let message): self = .map(message.attributes(1))
        }
    }

    /// The value as telemetry can hold it; empty for what it cannot.
    package var attributeValue: AttributeValue {
        switch self {
        case .none, .time, .duration, .traceID, .spanID, .profileID, .messages: .empty
        case .bool(let bool): .bool(bool)
        case .int(let int): .int(int)
        case .double(let double): .double(double)
        case .string(let text): .string(text)
        case .text(let text): .string(text.string)
        case .bytes(let bytes): .bytes(bytes)
        case .blob(let bytes): .bytes(bytes.owned)
        case .array(let elements): .array(elements)
        case .map(let entries): .map(entries)
        }
    }

    /// Whether there is none.
    var isNone: Bool {
        if case .none = self { return true }
        return false
    }

    /// The string, of a string.
    var string: String? {
        switch self {
        case .string(let text): text
        case .text(let text): text.string
        default: nil
        }
    }

    /// Calls `body` with the UTF-8 of a string, without a copy of one that lies in the record; nil for anything else.
    func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        switch self {
        case .string(var text): text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
        case .text(let text): body(text.buffer)
        default: nil
        }
    }

    /// Calls `body` with the content of bytes, without a copy of those that lie in the record; nil for anything else.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        switch self {
        case .bytes(let bytes): bytes.withUnsafeBytes(body)
        case .blob(let bytes): body(bytes.buffer)
        default: nil
        }
    }

    /// The type's name in messages, as upstream's users know it.
    var typeName: String {
        switch self {
        case .none: "nil"
        case .bool: "bool"
        case .int: "int64"
        case .double: "float64"
        case .string, .text: "string"
        case .bytes, .blob: "[]byte"
        case .array: "pcommon.Slice"
        case .map: "pcommon.Map"
        case .time: "time.Time"
        case .duration: "time.Duration"
        case .traceID: "pcommon.TraceID"
        case .spanID: "pcommon.SpanID"
        case .profileID: "pprofile.ProfileID"
        case .messages(_, let name): name
        }
    }
}
