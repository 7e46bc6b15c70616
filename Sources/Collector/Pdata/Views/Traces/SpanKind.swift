/// A span's part in a request.
@frozen
public struct SpanKind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The number in the protocol.
    public let rawValue: Int32

    /// The kind numbered `rawValue`, known or not.
    @inlinable
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Not said.
    public static var unspecified: Self { Self(rawValue: 0) }
    /// Within an application.
    public static var `internal`: Self { Self(rawValue: 1) }
    /// Answers a request.
    public static var server: Self { Self(rawValue: 2) }
    /// Makes a request.
    public static var client: Self { Self(rawValue: 3) }
    /// Sends a message.
    public static var producer: Self { Self(rawValue: 4) }
    /// Takes a message.
    public static var consumer: Self { Self(rawValue: 5) }

    /// The name, such as `Server`; empty for an unknown one.
    public var description: String {
        switch self {
        case .unspecified: "Unspecified"
        case .internal: "Internal"
        case .server: "Server"
        case .client: "Client"
        case .producer: "Producer"
        case .consumer: "Consumer"
        default: ""
        }
    }
}
