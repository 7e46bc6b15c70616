internal import CLibUV
internal import Glibc

/// What went wrong with a socket or a name.
public struct NetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it was, for those who act on it.
    public enum Kind: Sendable, Hashable {
        /// Another process, or another endpoint of this one, listens at the address.
        case addressInUse
        /// Nothing listens at the address.
        case refused
        /// The name has no address.
        case unresolved
        /// The peer broke the connection, or it was closed.
        case closed
        /// It took longer than allowed.
        case timedOut
        /// The task was cancelled.
        case cancelled
        /// The two sides did not agree on an encrypted connection.
        case insecure
        /// The address or endpoint is not a legal one.
        case invalidAddress
        /// Anything else.
        case other
    }

    /// What kind of failure it was.
    public let kind: Kind

    /// What was attempted and what happened, such as `listen on 127.0.0.1:4317: address already in use`.
    public let description: String

    /// A failure of `kind`, described in full.
    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// The failure that libuv calls `code`, met while doing `operation`.
    init(uv code: Int32, _ operation: String) {
        let text = uv_strerror(code).map { String(cString: $0) } ?? "error \(code)"
        self.init(Self.kind(of: code), "\(operation): \(text)")
    }

    /// The failure that the system calls `code`, met while doing `operation`.
    init(errno code: Int32, _ operation: String) {
        self.init(uv: -code, operation)
    }

    private static func kind(of code: Int32) -> Kind {
        switch code {
        case UV_EADDRINUSE.rawValue: .addressInUse
        case UV_ECONNREFUSED.rawValue: .refused
        case UV_EAI_NONAME.rawValue, UV_EAI_NODATA.rawValue, UV_EAI_AGAIN.rawValue, UV_EAI_FAIL.rawValue: .unresolved
        case UV_ECONNRESET.rawValue, UV_EPIPE.rawValue, UV_EOF.rawValue, UV_ECONNABORTED.rawValue: .closed
        case UV_ETIMEDOUT.rawValue: .timedOut
        case UV_ECANCELED.rawValue: .cancelled
        default: .other
        }
    }
}
