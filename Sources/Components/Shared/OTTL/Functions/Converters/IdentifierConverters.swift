internal import Glibc
internal import Pdata

extension FunctionTable {
    /// Converters that make identifiers, and that look at addresses.
    static let identifierConverters: [OTTLFunction] = [
        identifier("TraceID", count: 16) { .traceID(TraceID($0)) },
        identifier("SpanID", count: 8) { .spanID(SpanID($0)) },
        identifier("ProfileID", count: 16) { bytes in
            let id = TraceID(bytes)
            return .profileID(ProfileID(high: id.high, low: id.low))
        },
        OTTLFunction("UUID") { _ in { _ in .string(UUIDText.random()) } },
        OTTLFunction("UUIDv7") { _ in { _ in .string(UUIDText.ordered(at: WallClock.nanoseconds)) } },
        OTTLFunction("IsInCIDR", [Parameter("target", .string), Parameter("networks", .list)]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let networks = arguments.strings(1)
            for network in arguments.constantStrings(1) ?? [] where AddressRange(network) == nil {
                throw FunctionError("invalid CIDR \"\(network)\"")
            }
            return { (evaluation) throws(EvaluationError) in
                let text = try text(evaluation)
                guard let address = AddressRange.bytes(text) else {
                    throw EvaluationError("invalid IP address \"\(text)\"")
                }
                for network in try networks(evaluation) {
                    guard let range = AddressRange(network) else {
                        throw EvaluationError("invalid CIDR \"\(network)\"")
                    }
                    if range.contains(address) { return .bool(true) }
                }
                return .bool(false)
            }
        },
        CommunityID.function,
    ]

    private static func identifier(
        _ name: String,
        count: Int,
        _ make: @escaping @Sendable ([UInt8]) -> Value
    ) -> OTTLFunction {
        OTTLFunction(name, [Parameter("bytes", .value)]) { (arguments) throws(FunctionError) in
            let get = arguments[0].get
            let convert: @Sendable (Value) throws(EvaluationError) -> Value = { (value) throws(EvaluationError) in
                if let bytes = value.withBytes({ Array($0) }), bytes.count == count { return make(bytes) }
                if let text = value.string, let bytes = HexText.bytes(text, count: count) { return make(bytes) }
                throw EvaluationError("\(name) needs \(count) bytes or \(count * 2) hexadecimal digits")
            }
            guard let constant = arguments[0].constant else {
                return { (evaluation) throws(EvaluationError) in try convert(try get(evaluation)) }
            }
            do throws(EvaluationError) {
                let id = try convert(constant)
                return { _ in id }
            } catch {
                throw FunctionError(error.message)
            }
        }
    }
}

/// Source: RFC 9562.
private enum UUIDText {
    static func random() -> String {
        text(UInt64.random(in: 0...(.max)) & ~0xF000 | 0x4000, UInt64.random(in: 0...(.max)))
    }

    static func ordered(at nanoseconds: Int64) -> String {
        let milliseconds = UInt64(max(nanoseconds, 0)) / 1_000_000
        return text(milliseconds << 16 | 0x7000 | UInt64.random(in: 0..<0x1000), UInt64.random(in: 0...(.max)))
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        let digits = Hex.string(high) + Hex.string(low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { result += "-" }
            result.append(digit)
        }
        return result
    }
}

/// Addresses that begin alike.
struct AddressRange: Sendable {
    private let prefix: [UInt8]
    private let length: Int

    /// The range that `text` is, such as `10.0.0.0/8`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Self.bytes(String(parts[0])), let length = Int(parts[1]),
            (0...(bytes.count * 8)).contains(length)
        else { return nil }
        prefix = bytes
        self.length = length
    }

    /// The bytes of the IP address `text`; one of IPv4 in the form of IPv6 is one of IPv4.
    static func bytes(_ text: String) -> [UInt8]? {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4) { Array($0) } }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: v6) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == prefix.count else { return false }
        for bit in 0..<length where (address[bit / 8] ^ prefix[bit / 8]) & (0x80 >> UInt8(bit % 8)) != 0 {
            return false
        }
        return true
    }
}

/// The time now.
enum WallClock {
    /// Nanoseconds since 1970.
    static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
