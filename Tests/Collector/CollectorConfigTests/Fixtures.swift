import CollectorConfig

enum Verbosity: String, CaseIterable, SettingValue {
    case basic, normal, detailed
}

struct KeepAlive: Settings {
    var time = Duration.seconds(10)
    var token = Secret("")

    static let fields: [Setting<Self>] = [
        Setting("time", \.time, "Time between pings."),
        Setting("token", \.token, "What a ping carries."),
    ]
}

struct ServerBlock: Settings {
    var endpoint = "localhost:4317"
    var maxStreams: UInt32 = 100
    var headers = HeaderList()
    var keepAlive = Section<KeepAlive>.absent

    static let fields: [Setting<Self>] = [
        Setting("endpoint", \.endpoint, "Address to listen on."),
        Setting("max_streams", \.maxStreams, "Concurrent streams of a connection.", .atLeast(1)),
        Setting("headers", \.headers, "Headers of every response."),
        Setting("keepalive", \.keepAlive, "Pings to idle clients."),
        .unavailable("tls", "TLS is not available yet", fix: "remove the key"),
    ]

    func validate(_ report: inout ValidationReport) {
        if endpoint.isEmpty { report.error("requires a non-empty \"endpoint\"", at: "endpoint") }
    }
}

struct Protocols: Settings {
    var grpc = Section<ServerBlock>.absent
    var http = Section<ServerBlock>.default(ServerBlock(endpoint: "localhost:4318"))

    static let fields: [Setting<Self>] = [
        Setting("grpc", \.grpc, "The gRPC server."),
        Setting("http", \.http, "The HTTP server."),
    ]
}

struct Everything: Settings {
    var protocols = Protocols()
    var client = ServerBlock()
    var flag = false
    var count = 7
    var ratio = 0.5
    var name = "n"
    var timeout = Duration.milliseconds(200)
    var verbosity = Verbosity.basic
    var list: [String] = ["default"]
    var numbers: [Int] = []
    var labels: [String: String] = [:]
    var maybe: String?
    var anything = ConfigNode(.null)

    static let fields: [Setting<Self>] = [
        Setting("protocols", \.protocols, "Servers by protocol."),
        .embedded(\.client),
        Setting("flag", \.flag, "A switch.", deprecated: "use count"),
        Setting("count", \.count, "A number.", .range(1...10, message: "`count` must be sane")),
        Setting("ratio", \.ratio, "A share.", .range(0...1)),
        Setting("name", \.name, "A name."),
        Setting("timeout", \.timeout, "A time.", .atLeast(.zero)),
        Setting("verbosity", \.verbosity, "How much to say."),
        Setting("list", \.list, "Some names."),
        Setting("numbers", \.numbers, "Some numbers."),
        Setting("labels", \.labels, "Some | labels."),
        Setting("maybe", \.maybe, "A name or none."),
        Setting("anything", \.anything, "What you like."),
    ]
}
