internal import CNGHTTP2
internal import Glibc

/// Header fields in the form that nghttp2 takes.
enum HTTP2Fields {
    /// Fields known when the program was written.
    case fixed(HTTP2FixedFields)
    /// Fields made for one message.
    case built(HTTP2FieldBuilder)

    /// Calls `body` with the fields, which are valid during the call.
    func withFields<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
        switch self {
        case .fixed(let fields): body(fields.base, fields.count)
        case .built(let builder): builder.withFields(body)
        }
    }
}

/// Fields whose text lives as long as the process; nghttp2 copies nothing of them.
final class HTTP2FixedFields: @unchecked Sendable {
    // Sendable because the memory is written once, here.
    let base: UnsafePointer<nghttp2_nv>
    let count: Int

    init(_ fields: [(name: StaticString, value: StaticString)]) {
        let memory = UnsafeMutablePointer<nghttp2_nv>.allocate(capacity: max(1, fields.count))
        let flags = UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue)
        for (index, field) in fields.enumerated() {
            (memory + index).initialize(
                to: nghttp2_nv(
                    name: UnsafeMutablePointer(mutating: field.name.utf8Start),
                    value: UnsafeMutablePointer(mutating: field.value.utf8Start),
                    namelen: field.name.utf8CodeUnitCount,
                    valuelen: field.value.utf8CodeUnitCount,
                    flags: flags
                )
            )
        }
        base = UnsafePointer(memory)
        count = fields.count
    }

    deinit {
        base.deallocate()
    }
}

/// Gathers the fields of one message.
struct HTTP2FieldBuilder {
    private var text: [UInt8] = []
    private var lengths: [(name: Int, value: Int)] = []

    /// Adds a field; `name` is in lower case.
    mutating func append(_ name: String, _ value: String) {
        text.append(contentsOf: name.utf8)
        text.append(contentsOf: value.utf8)
        lengths.append((name.utf8.count, value.utf8.count))
    }

    func withFields<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
        text.withUnsafeBufferPointer { text in
            withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: lengths.count) { fields in
                var position = UnsafeMutablePointer(mutating: text.baseAddress)
                for (index, length) in lengths.enumerated() {
                    let value = position.map { $0 + length.name }
                    fields.initializeElement(
                        at: index,
                        to: nghttp2_nv(
                            name: position,
                            value: value,
                            namelen: length.name,
                            valuelen: length.value,
                            flags: 0
                        )
                    )
                    position = value.map { $0 + length.value }
                }
                return body(UnsafePointer(fields.baseAddress), fields.count)
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are those of `text`.
    func isEqual(to text: StaticString) -> Bool {
        isEqual(to: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether the bytes are those of `other`.
    func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count, let left = baseAddress, let right = other.baseAddress else {
            return count == other.count
        }
        return memcmp(left, right, count) == 0
    }

    /// The bytes as UTF-8.
    var text: String { String(decoding: self, as: UTF8.self) }
}
