internal import Foundation

/// The pause that a server asks for: `google.rpc.Status` with a `google.rpc.RetryInfo`, as gRPC carries it.
enum RetryInfo {
    private static let type = "type.googleapis.com/google.rpc.RetryInfo"

    /// The value of `grpc-status-details-bin` that asks for `seconds`.
    static func encode(code: Int, _ message: String, seconds: Double) -> String {
        var status = ProtobufWriter()
        status.varint(1, UInt64(code))
        status.text(2, message)
        status.message(3) { any in
            any.text(1, type)
            any.message(2) { info in
                info.message(1) { duration in
                    duration.varint(1, UInt64(seconds))
                    duration.varint(2, UInt64(seconds.truncatingRemainder(dividingBy: 1) * 1e9))
                }
            }
        }
        return Data(status.bytes).base64EncodedString()
    }

    /// The seconds that `value` asks for; nil when it asks for no pause.
    static func decode(_ value: String) -> Double? {
        let padded = value + String(repeating: "=", count: (4 - value.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded) else { return nil }
        return [UInt8](data).withUnsafeBytes { bytes in
            try? duration(in: bytes)
        }
    }

    private static func duration(in status: UnsafeRawBufferPointer) throws(MalformedMessage) -> Double? {
        var fields = ProtobufReader(status)
        while let any = try fields.next() {
            guard any.number == 3 else { continue }
            let isRetryInfo = try field(1, of: any.bytes).map { $0.bytes.elementsEqual(type.utf8) } ?? false
            guard isRetryInfo, let info = try field(2, of: any.bytes), let delay = try field(1, of: info.bytes) else {
                continue
            }
            let seconds = try field(1, of: delay.bytes)?.value ?? 0
            let nanos = try field(2, of: delay.bytes)?.value ?? 0
            return Double(seconds) + Double(nanos) / 1e9
        }
        return nil
    }

    private static func field(
        _ number: UInt64,
        of message: UnsafeRawBufferPointer
    ) throws(MalformedMessage) -> ProtobufReader.Field? {
        var fields = ProtobufReader(message)
        while let field = try fields.next() {
            if field.number == number { return field }
        }
        return nil
    }
}
