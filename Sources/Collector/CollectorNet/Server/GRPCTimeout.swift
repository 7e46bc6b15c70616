/// The value of `grpc-timeout`: up to eight digits and a unit.
///
/// Source: "gRPC over HTTP2", Timeout.
enum GRPCTimeout {
    /// The duration; nil when it is not a timeout, or no bound.
    static func parse(_ value: UnsafeRawBufferPointer) -> Duration? {
        guard (2...9).contains(value.count), let unit = value.last else { return nil }
        var amount: Int64 = 0
        for digit in value.dropLast() {
            guard (0x30...0x39).contains(digit) else { return nil }
            amount = amount * 10 + Int64(digit - 0x30)
        }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(amount * 3600)
        case UInt8(ascii: "M"): return .seconds(amount * 60)
        case UInt8(ascii: "S"): return .seconds(amount)
        case UInt8(ascii: "m"): return .milliseconds(amount)
        case UInt8(ascii: "u"): return .microseconds(amount)
        case UInt8(ascii: "n"): return .nanoseconds(amount)
        default: return nil
        }
    }
}
