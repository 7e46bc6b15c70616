/// The host and port that a connection leads to.
struct HTTPOrigin: Sendable, Hashable {
    var host: String
    var port: Int

    init(_ url: HTTPURL) {
        host = url.host
        port = url.port
    }
}
