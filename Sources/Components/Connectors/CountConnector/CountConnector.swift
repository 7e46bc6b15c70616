internal import CollectorAPI
internal import Glibc
internal import OTTL
internal import Pdata

/// Counts what it is given, and hands the counts on as metrics.
struct CountConnector<Data: ResourceTelemetry>: Connector {
    private let counts: [ItemCount]
    private let logger: Logger
    private let next: any Consumer<Metrics>

    init(_ settings: CountSettings, _ context: ComponentContext, _ output: ConnectorOutput<Metrics>?) throws {
        guard let output else { throw UnsupportedSignal() }
        next = output.all
        logger = context.logger
        counts = try CountedKind.allCases.filter { $0.signal == Data.signal }.flatMap { kind in
            try kind.settings(settings).sorted { $0.key < $1.key }.map { try ItemCount($0.key, $0.value, kind) }
        }
    }

    func consume(_ data: Data) async throws {
        var errors: [EvaluationError] = []
        if let metrics = metrics(of: data, &errors) { try await next.consume(metrics) }
        guard errors.isEmpty else {
            // The same data would fail in the same way again.
            throw ConsumeError.permanent(errors.map(\.message).joined(separator: "; "))
        }
    }

    /// The counts as metrics of the same resources; nil when there is nothing.
    private func metrics(of data: Data, _ errors: inout [EvaluationError]) -> Metrics? {
        var message = MessageBuilder()
        let now = Self.now
        var isEmpty = true
        for part in data.resourceParts {
            let found = counts.map { count in (count, count.counts(of: part, logger, errors: &errors)) }
            let counted = found.filter { !$0.1.isEmpty }
            guard !counted.isEmpty else { continue }
            isEmpty = false
            message.message(1) { resource in
                resource.raw(part.resourceHeader)
                resource.message(2) { scope in
                    scope.message(1) { $0.text(1, "otelcol/countconnector") }
                    for (count, points) in counted { scope.message(2) { Self.write(count, points, now, &$0) } }
                }
            }
        }
        guard !isEmpty else { return nil }
        return try? Metrics(validating: message.finish())
    }

    private static func write(
        _ count: ItemCount,
        _ points: [(attributes: [Attribute], count: Int64)],
        _ now: UInt64,
        _ metric: inout MessageBuilder
    ) {
        metric.text(1, count.name)
        metric.text(2, count.description)
        metric.message(7) { sum in
            for point in points {
                sum.message(1) { message in
                    message.fixed64(3, now)
                    message.fixed64(6, UInt64(bitPattern: point.count))
                    message.attributes(7, point.attributes)
                }
            }
            sum.varint(2, UInt64(AggregationTemporality.delta.rawValue))
            sum.varint(3, 1)
        }
    }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(time.tv_sec, 0)) * 1_000_000_000 + UInt64(max(time.tv_nsec, 0))
    }
}

/// Telemetry that can be cut into its resources.
protocol ResourceTelemetry: RecordTelemetry {
    /// One part for each resource.
    var resourceParts: [Self] { get }
}

extension RecordTelemetry {
    /// The first resource and what is beside it, without its scopes.
    fileprivate var resourceHeader: Bytes {
        var header: Bytes?
        var copy = self
        copy.forEachRecord(.resource) { target in
            if header == nil { header = target.message(1).bytes.withoutFields(2) }
            return true
        }
        return header ?? Bytes()
    }
}

/// Numbers resources, so that each is a part of its own.
private struct Numbering {
    private var count = 0

    mutating func next() -> Int {
        count += 1
        return count
    }
}

extension Traces: ResourceTelemetry {
    var resourceParts: [Traces] {
        var numbering = Numbering()
        return partitionResources { _ in numbering.next() }.map(\.data)
    }
}

extension Metrics: ResourceTelemetry {
    var resourceParts: [Metrics] {
        var numbering = Numbering()
        return partitionResources { _ in numbering.next() }.map(\.data)
    }
}

extension Logs: ResourceTelemetry {
    var resourceParts: [Logs] {
        var numbering = Numbering()
        return partitionResources { _ in numbering.next() }.map(\.data)
    }
}

extension Profiles: ResourceTelemetry {
    var resourceParts: [Profiles] {
        var numbering = Numbering()
        return partitionResources { _ in numbering.next() }.map(\.data)
    }
}
