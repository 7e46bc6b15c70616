/// How serious a log record is: 1 to 4 trace, to 8 debug, to 12 info, to 16 warn, to 20 error, to 24 fatal.
@frozen
public struct SeverityNumber: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number in the protocol.
    public let rawValue: Int32

    /// The severity numbered `rawValue`, known or not.
    @inlinable
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Not said.
    public static var unspecified: Self { Self(rawValue: 0) }
    /// The least of the trace range.
    public static var trace: Self { Self(rawValue: 1) }
    /// The least of the debug range.
    public static var debug: Self { Self(rawValue: 5) }
    /// The least of the info range.
    public static var info: Self { Self(rawValue: 9) }
    /// The least of the warn range.
    public static var warn: Self { Self(rawValue: 13) }
    /// The least of the error range.
    public static var error: Self { Self(rawValue: 17) }
    /// The least of the fatal range.
    public static var fatal: Self { Self(rawValue: 21) }

    /// The name, such as `Info` or `Warn2`; empty for an unknown one.
    public var description: String {
        guard rawValue != 0 else { return "Unspecified" }
        guard (1...24).contains(rawValue) else { return "" }
        let ranges = ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"]
        let step = (rawValue - 1) % 4
        return ranges[Int(rawValue - 1) / 4] + (step == 0 ? "" : String(step + 1))
    }

    /// By number.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
