/// An encoded export request whose items' ids are written in anew for each sending.
///
/// A span takes about 475 bytes and has ten attributes. Of a hundred items three are worth keeping; the others are
/// requests to `/healthz`, as in a cluster without filters.
struct RequestTemplate: Sendable {
    let signal: BenchmarkSignal
    let itemCount: Int

    /// The request, with ids of no item.
    let bytes: [UInt8]

    /// Where the id of each item is: eight bytes, and sixteen more of a trace id for spans and logs.
    private let places: [Place]

    private struct Place {
        var id: Int
        var trace: Int?
    }

    /// Whether the item at `position` of a request is one of those that a filter is to keep.
    static func isKept(_ position: Int) -> Bool { position % 100 < 3 }

    init(_ signal: BenchmarkSignal, itemCount: Int) {
        self.signal = signal
        self.itemCount = itemCount
        var places: [Place] = []
        var records = ProtobufWriter()
        records.message(1) { scope in
            scope.text(1, "io.opentelemetry.contrib.http")
            scope.text(2, "1.32.0")
        }
        let scopeField: UInt32 = 2
        for position in 0..<itemCount {
            var record = SampleRecord(position)
            let begin = records.message(scopeField) { $0 = record.encode(signal) }
            places.append(Place(id: begin + record.idOffset, trace: record.traceOffset.map { begin + $0 }))
        }
        var request = ProtobufWriter()
        var shift = 0
        let begin = request.message(1) { resource in
            resource.message(1) { Self.writeResource(&$0) }
            shift = resource.data(scopeField, records.bytes)
        }
        shift += begin
        self.places = places.map { Place(id: $0.id + shift, trace: $0.trace.map { $0 + shift }) }
        bytes = request.bytes
    }

    /// Writes the ids of the request of `number` into `body`, a copy of ``bytes``.
    func patch(_ body: UnsafeMutableRawBufferPointer, request number: Int) {
        var item = number * itemCount
        for place in places {
            let id = ItemID.encode(item)
            body.storeBytes(of: id.littleEndian, toByteOffset: place.id, as: UInt64.self)
            if let trace = place.trace {
                body.storeBytes(of: id.byteSwapped, toByteOffset: trace, as: UInt64.self)
                body.storeBytes(of: (~id).littleEndian, toByteOffset: trace + 8, as: UInt64.self)
            }
            item += 1
        }
    }

    /// A copy of the request with the ids of request `number`.
    func body(request number: Int) -> [UInt8] {
        var body = bytes
        body.withUnsafeMutableBytes { patch($0, request: number) }
        return body
    }

    private static func writeResource(_ resource: inout ProtobufWriter) {
        for (key, value) in [
            ("service.name", "checkout"), ("service.version", "2.14.3"), ("service.namespace", "shop"),
            ("deployment.environment.name", "production"),
            ("host.name", "ip-10-0-48-117.eu-central-1.compute.internal"),
            ("k8s.pod.name", "checkout-7d9f6c5b8-x2x4q"), ("telemetry.sdk.language", "java"),
        ] {
            resource.message(1) { $0.attribute(key, value) }
        }
    }
}
