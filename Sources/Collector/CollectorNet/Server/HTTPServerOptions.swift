/// What an HTTP server is told; durations that are nil mean for ever.
struct HTTPServerOptions: Sendable {
    var endpoint: String
    var transport = "tcp"
    var maxBodySize = 20 * 1024 * 1024
    var readTimeout: Duration?
    var readHeaderTimeout: Duration? = .seconds(60)
    var writeTimeout: Duration? = .seconds(30)
    var idleTimeout: Duration? = .seconds(60)
    var keepsAlive = true
    var includesMetadata = false
    var responseHeaders = HTTPHeaders()
    var codings = Set(ContentCoding.allCases)
    var cors: CORSPolicy?
}
