internal import CollectorAPI
public import Pdata

// google.rpc.Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }
// google.protobuf.Any { string type_url = 1; bytes value = 2; }
// google.rpc.RetryInfo { google.protobuf.Duration retry_delay = 1; }
// google.protobuf.Duration { int64 seconds = 1; int32 nanos = 2; }
extension GRPCStatus {
    private static let retryInfoType = "google.rpc.RetryInfo"

    /// Reads a serialized `google.rpc.Status`, its first `RetryInfo` included; unknown fields are passed over.
    ///
    /// - Returns: nil when `bytes` is not such a message.
    public init?(decoding bytes: Bytes) {
        var code: UInt64 = 0
        var message = ""
        var retryAfter: Duration?
        var fields = ProtoFields(bytes)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .number(let value)): code = value
            case (2, .bytes(let value)): message = value.text
            case (3, .bytes(let value)): retryAfter = retryAfter ?? Self.retryDelay(inAny: value)
            default: continue
            }
        }
        guard !fields.isMalformed else { return nil }
        let known = UInt8(exactly: code).flatMap(StatusCode.init(rawValue:))
        self.init(known ?? .unknown, message, retryAfter: retryAfter, details: bytes)
    }

    /// This status as a serialized `google.rpc.Status`, with a `RetryInfo` when it names a delay.
    ///
    /// What `details` holds beyond that is not repeated.
    public func encoded() -> Bytes {
        var builder = ByteBuilder(capacity: message.utf8.count + 80)
        builder.appendProto(1, number: UInt64(code.rawValue))
        builder.appendProto(2, text: message)
        if let retryAfter {
            var delay = ByteBuilder()
            let (seconds, attoseconds) = max(retryAfter, .zero).components
            delay.appendProto(1, number: UInt64(bitPattern: seconds))
            delay.appendProto(2, number: UInt64(bitPattern: attoseconds / 1_000_000_000))
            var info = ByteBuilder()
            info.appendProto(1, bytes: delay.finish(), evenIfEmpty: true)
            var any = ByteBuilder()
            any.appendProto(1, text: "type.googleapis.com/\(Self.retryInfoType)")
            any.appendProto(2, bytes: info.finish())
            builder.appendProto(3, bytes: any.finish())
        }
        return builder.finish()
    }

    private static func retryDelay(inAny any: Bytes) -> Duration? {
        var type = ""
        var info = Bytes()
        var fields = ProtoFields(any)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let value)): type = value.text
            case (2, .bytes(let value)): info = value
            default: continue
            }
        }
        guard !fields.isMalformed, type.split(separator: "/").last.map(String.init) == retryInfoType else { return nil }
        var delay: Duration?
        var infoFields = ProtoFields(info)
        while let field = infoFields.next() {
            guard field.number == 1, case .bytes(let value) = field.value else { continue }
            delay = duration(value)
        }
        return infoFields.isMalformed ? nil : delay
    }

    private static func duration(_ bytes: Bytes) -> Duration? {
        var seconds: Int64 = 0
        var nanos: Int64 = 0
        var fields = ProtoFields(bytes)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .number(let value)): seconds = Int64(bitPattern: value)
            case (2, .number(let value)): nanos = Int64(bitPattern: value)
            default: continue
            }
        }
        // The bound of google.protobuf.Duration: about 10,000 years.
        guard !fields.isMalformed, (0...315_576_000_000).contains(seconds), (0..<1_000_000_000).contains(nanos) else {
            return nil
        }
        return .seconds(seconds) + .nanoseconds(nanos)
    }
}
