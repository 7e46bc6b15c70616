internal import CollectorAPI
internal import Pdata

/// A request as a queue's storage keeps it.
///
/// Format, all numbers varints, all texts and bytes preceded by their length: the version 1; the client's address; the
/// number of metadata keys, each followed by the number of its values and these; the number of segments and these, each
/// an OTLP export request in protobuf.
struct QueueRecord {
    var client: ClientContext
    var segments: [Bytes]

    private static let version: UInt64 = 1

    init(client: ClientContext, segments: [Bytes]) {
        self.client = client
        self.segments = segments
    }

    /// Reads a stored request; nil when `bytes` are none.
    init?(_ bytes: Bytes) {
        var reader = RecordReader(bytes)
        guard reader.number() == Self.version, let address = reader.text(), let keys = reader.count() else {
            return nil
        }
        client = ClientContext(address: address)
        for _ in 0..<keys {
            guard let key = reader.text(), let count = reader.count() else { return nil }
            var values: [String] = []
            for _ in 0..<count {
                guard let value = reader.text() else { return nil }
                values.append(value)
            }
            client.metadata[key] = values
        }
        guard let count = reader.count() else { return nil }
        segments = []
        for _ in 0..<count {
            guard let segment = reader.bytes() else { return nil }
            segments.append(segment)
        }
        guard reader.isAtEnd else { return nil }
    }

    func encoded() -> Bytes {
        var output = ByteBuilder(capacity: segments.reduce(64) { $0 + $1.count + 10 })
        Self.append(Self.version, to: &output)
        Self.append(client.address, to: &output)
        Self.append(UInt64(client.metadata.count), to: &output)
        for (key, values) in client.metadata {
            Self.append(key, to: &output)
            Self.append(UInt64(values.count), to: &output)
            for value in values { Self.append(value, to: &output) }
        }
        Self.append(UInt64(segments.count), to: &output)
        for segment in segments {
            Self.append(UInt64(segment.count), to: &output)
            output.append(segment)
        }
        return output.finish()
    }

    private static func append(_ number: UInt64, to output: inout ByteBuilder) {
        var rest = number
        while rest > 0x7f {
            output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        output.append(UInt8(rest))
    }

    private static func append(_ text: String, to output: inout ByteBuilder) {
        append(UInt64(text.utf8.count), to: &output)
        output.append(utf8: text)
    }
}

/// Reads what ``QueueRecord`` writes; every read is nil past the end or on nonsense.
private struct RecordReader {
    private let source: Bytes
    private var offset = 0

    init(_ source: Bytes) {
        self.source = source
    }

    var isAtEnd: Bool { offset == source.count }

    mutating func number() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard offset < source.count else { return nil }
            let byte = source.span.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            offset += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// A number of things of at least one byte each, so that it is no more than the bytes left.
    mutating func count() -> Int? {
        guard let value = number(), value <= UInt64(source.count - offset) else { return nil }
        return Int(value)
    }

    mutating func bytes() -> Bytes? {
        guard let length = count() else { return nil }
        defer { offset += length }
        return source.slice(offset..<offset + length)
    }

    mutating func text() -> String? { bytes()?.text }
}
