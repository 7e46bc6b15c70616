/// The host and port that a connection leads to, and whether it is encrypted.
struct HTTPOrigin: Sendable, Hashable {
    var host: String
    var port: Int
    var isTLS: Bool

    init(_ url: HTTPURL) {
        host = url.host
        port = url.port
        isTLS = url.isTLS
    }
}
