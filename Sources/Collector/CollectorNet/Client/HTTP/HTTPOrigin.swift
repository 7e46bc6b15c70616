/// The host and port that a connection leads to, and whether it is encrypted.
struct HTTPOrigin: Sendable, Hashable {
    var host: String
    var port: Int
    var isTLS: Bool

    /// The host and port as `CONNECT` names them.
    var endpoint: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    init(_ url: HTTPURL) {
        host = url.host
        port = url.port
        isTLS = url.isTLS
    }
}
