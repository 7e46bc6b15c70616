internal import CollectorAPI
internal import Pdata

/// One case of a pipeline test: what goes in, read from `NAME.json`, and what is to come out, from `NAME.expected.json`.
struct PipelineCase: Sendable {
    static let suffix = ".json"
    static let expectedSuffix = ".expected.json"

    /// The file that says what goes in.
    let path: String
    /// The receiver that it goes in by, where the file names one.
    let receiver: ComponentID?
    /// The requests, in order.
    let given: [any PipelineData]

    /// The file that says what is to come out.
    var expectedPath: String { path.dropLast(Self.suffix.count) + Self.expectedSuffix }

    /// Reads the case whose file at `path` holds `text`: one request in OTLP's JSON, a list of them, or an object with
    /// the `receiver` and the `requests`.
    init(path: String, text: String) throws(ServiceError) {
        self.path = path
        let root = try Self.parse(Bytes(utf8: text), path)
        var requests = root
        var receiver: ComponentID?
        if case .object(let members) = root, let inner = members["requests"] {
            requests = inner
            if let name = members["receiver"] {
                guard let text = name.string, let id = try? ComponentID(parsing: text) else {
                    throw ServiceError("\(path): receiver is not the id of a component")
                }
                receiver = id
            }
            if let extra = members.keys.sorted().first(where: { !["receiver", "requests"].contains($0) }) {
                throw ServiceError("\(path): unknown key \"\(extra)\"; allowed are receiver and requests")
            }
        }
        self.receiver = receiver
        let list: [JSONValue]
        if case .array(let values) = requests { list = values } else { list = [requests] }
        guard !list.isEmpty else { throw ServiceError("\(path): there is no request in it") }
        var given: [any PipelineData] = []
        for request in list { given.append(try Self.telemetry(request, path)) }
        self.given = given
    }

    /// What is to reach each exporter, in the form that ``lines(of:)`` gives; reads the expectation `text`.
    func expectation(_ text: String) throws(ServiceError) -> [String: [String]] {
        guard case .object(let members) = try Self.parse(Bytes(utf8: text), expectedPath) else {
            throw ServiceError("\(expectedPath): an object of exporters was expected")
        }
        var lines: [String: [String]] = [:]
        for (exporter, requests) in members {
            let list: [JSONValue]
            if case .array(let values) = requests { list = values } else { list = [requests] }
            var normal: [JSONValue] = []
            for request in list {
                normal.append(try Self.parse(try Self.telemetry(request, expectedPath).json(), expectedPath))
            }
            lines[exporter] = PrettyJSON.lines(.array(normal))
        }
        return lines
    }

    /// Requests in OTLP's JSON, laid out for people.
    static func lines(of requests: [Bytes]) throws(ServiceError) -> [String] {
        var values: [JSONValue] = []
        for request in requests { values.append(try parse(request, "output")) }
        return PrettyJSON.lines(.array(values))
    }

    private static func parse(_ text: Bytes, _ path: String) throws(ServiceError) -> JSONValue {
        do throws(WireError) {
            return try JSONValue(parsing: text)
        } catch {
            throw ServiceError("\(path): \(error)")
        }
    }

    private static let keys: [(key: String, signal: Signal)] = [
        ("resourceSpans", .traces), ("resourceMetrics", .metrics), ("resourceLogs", .logs),
        ("resourceProfiles", .profiles),
    ]

    private static func telemetry(_ request: JSONValue, _ path: String) throws(ServiceError) -> any PipelineData {
        guard let signal = keys.first(where: { request[$0.key] != nil })?.signal else {
            throw ServiceError(
                "\(path): this is no request in OTLP's JSON; it has one of \(keys.map(\.key).joined(separator: ", "))"
            )
        }
        return try decode(request, signal.dataType, path)
    }

    private static func decode<Data: PipelineData>(
        _ request: JSONValue,
        _ type: Data.Type,
        _ path: String
    ) throws(ServiceError) -> any PipelineData {
        do throws(WireError) {
            return try Data(validatingJSON: Bytes(utf8: PrettyJSON.lines(request).joined(separator: "\n")))
        } catch {
            throw ServiceError("\(path): \(error)")
        }
    }
}
