public import CollectorConfig

/// How an HTTP client reaches its server.
public struct HTTPClientSettings: Settings {
    /// The URL of the server.
    public var endpoint = ""

    /// Whether the connection is encrypted.
    public var tls = ClientTLSSettings()

    /// Upstream's read buffer in bytes; the loops read into one buffer of their own.
    public var readBufferSize = 0

    /// Upstream's write buffer in bytes; bodies are written from where they are.
    public var writeBufferSize = 0

    /// How long one request may take, answer included; 0 for ever.
    public var timeout = Duration.zero

    /// Headers that every request carries; `Host` replaces the endpoint's.
    public var headers = HeaderList()

    /// How bodies are compressed.
    public var compression = CompressionType.unset

    /// How hard bodies are compressed.
    public var compressionParams = CompressionParameters()

    /// The most connections that wait for a next request; 0 for any number.
    public var maxIdleConnections = 100

    /// The most connections to one server that wait for a next request; 0 for as many as to all.
    public var maxIdleConnectionsPerHost = 0

    /// The most connections to one server; 0 for as many as requests are under way.
    public var maxConnectionsPerHost = 0

    /// How long a connection waits for a next request; 0 for ever.
    public var idleConnectionTimeout = Duration.seconds(90)

    /// Whether every request gets a connection of its own.
    public var disableKeepAlives = false

    /// Whether servers of `https` URLs are offered HTTP/2.
    public var forceAttemptHTTP2 = true

    /// The proxy of every request; empty for what the environment says. Secret, for a password may be in it.
    public var proxyURL: Secret = ""

    /// Whether cookies are sent back.
    public var cookies = Section<CookieSettings>.absent

    /// How long a server is silent on an HTTP/2 connection before it is pinged; 0 for ever.
    public var http2ReadIdleTimeout = Duration.zero

    /// How long a ping may take before the connection is given up; 0 for 15 s.
    public var http2PingTimeout = Duration.zero

    /// What adds credentials to requests.
    public var auth = Section<AuthenticationSettings>.absent

    /// Extensions that every request passes through.
    public var middlewares: [MiddlewareSettings] = []

    /// A client without an endpoint.
    public init() {}

    /// A client of `endpoint`.
    public init(endpoint: String) {
        self.endpoint = endpoint
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("endpoint", \.endpoint, "The URL of the server, such as https://backend:4318."),
        Setting(
            "proxy_url",
            \.proxyURL,
            "A proxy for every request: [user:password@]host:port behind http://, https://, socks5:// or socks5h://; https is verified by `tls`. Without it HTTP_PROXY, HTTPS_PROXY and NO_PROXY count."
        ),
        Setting(
            "tls",
            \.tls,
            "How connections to https URLs are encrypted: with the system's certificates by default."
        ),
        Setting(
            "read_buffer_size",
            \.readBufferSize,
            "Accepted for upstream's sake: reading needs no buffer of its own.",
            .atLeast(0)
        ),
        Setting(
            "write_buffer_size",
            \.writeBufferSize,
            "Accepted for upstream's sake: bodies are written in place.",
            .atLeast(0)
        ),
        Setting("timeout", \.timeout, "How long one request may take; 0s is for ever.", .atLeast(.zero)),
        Setting("headers", \.headers, "Headers added to every request; Host replaces the endpoint's."),
        Setting("auth", \.auth, "The extension that adds credentials to requests."),
        Setting(
            "compression",
            \.compression,
            "How bodies are compressed: gzip, zstd, snappy, x-snappy-framed, zlib, deflate, lz4 or none."
        ),
        Setting("compression_params", \.compressionParams, "How hard bodies are compressed."),
        Setting(
            "max_idle_conns",
            \.maxIdleConnections,
            "The most connections that wait for a next request; 0 is any number.",
            .atLeast(0)
        ),
        Setting(
            "max_idle_conns_per_host",
            \.maxIdleConnectionsPerHost,
            "The most connections to one server that wait for a next request; 0 is as many as max_idle_conns.",
            .atLeast(0)
        ),
        Setting(
            "max_conns_per_host",
            \.maxConnectionsPerHost,
            "The most connections to one server; 0 is any number.",
            .atLeast(0)
        ),
        Setting(
            "idle_conn_timeout",
            \.idleConnectionTimeout,
            "How long a connection waits for a next request; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting("disable_keep_alives", \.disableKeepAlives, "Whether every request gets a connection of its own."),
        Setting(
            "http2_read_idle_timeout",
            \.http2ReadIdleTimeout,
            "How long a server is silent on an HTTP/2 connection before it is pinged; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting(
            "http2_ping_timeout",
            \.http2PingTimeout,
            "How long a ping may take before the connection is given up; 0s is 15s.",
            .atLeast(.zero)
        ),
        Setting("cookies", \.cookies, "Sends back the cookies that servers set."),
        Setting(
            "force_attempt_http2",
            \.forceAttemptHTTP2,
            "Whether servers of https URLs are offered HTTP/2."
        ),
        .middlewares(\.middlewares),
    ]

    /// Reports an endpoint that cannot be reached, and a level that the compression does not have.
    public func validate(_ report: inout ValidationReport) {
        if !endpoint.isEmpty { Self.checkURL(endpoint, at: "endpoint", &report) }
        if !proxyURL.isEmpty {
            do throws(ProxyError) {
                _ = try Proxy(parsing: proxyURL.value)
            } catch {
                report.error(error.description, at: "proxy_url", fix: "write http://host:port, https:// or socks5://")
            }
        }
        compressionParams.check(for: compression, &report)
        HeaderRules.check(headers, &report)
        if Self.isPlaintext(endpoint) { warnOfPlaintext(&report) }
    }

    /// Whether there are certificates to read before the first request.
    var needsCertificates: Bool {
        tls.common.hasAuthorities || tls.common.hasCertificate || (try? HTTPURL(parsing: endpoint))?.isTLS ?? false
    }

    /// Whether requests to `url` are not encrypted.
    public static func isPlaintext(_ url: String) -> Bool {
        (try? HTTPURL(parsing: url)).map { !$0.isTLS } ?? false
    }

    /// Warns of headers that look like credentials, where they are sent unencrypted.
    public func warnOfPlaintext(_ report: inout ValidationReport) {
        TransportSecurity.warn(about: headers, &report)
    }

    /// Reports what keeps `url`, written under `key`, from being requested.
    public static func checkURL(_ url: String, at key: String, _ report: inout ValidationReport) {
        do throws(HTTPURLError) {
            _ = try HTTPURL(parsing: url)
        } catch {
            report.error(error.description, at: key, fix: "write a URL such as https://backend:4318")
        }
    }

    /// The host, port and path that `url` names; nil for what is no URL.
    public static func destination(of url: String) -> (host: String, port: Int, path: String)? {
        guard let parsed = try? HTTPURL(parsing: url) else { return nil }
        return (parsed.host, parsed.port, String(parsed.target.prefix { $0 != "?" }))
    }
}
