/// Whether an operation succeeded.
@frozen
public struct SpanStatusCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The number in the protocol.
    public let rawValue: Int32

    /// The code numbered `rawValue`, known or not.
    @inlinable
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Not said.
    public static var unset: Self { Self(rawValue: 0) }
    /// It succeeded, by its author's judgement.
    public static var ok: Self { Self(rawValue: 1) }
    /// It failed.
    public static var error: Self { Self(rawValue: 2) }

    /// The name, such as `Error`; empty for an unknown one.
    public var description: String {
        switch self {
        case .unset: "Unset"
        case .ok: "Ok"
        case .error: "Error"
        default: ""
        }
    }
}
