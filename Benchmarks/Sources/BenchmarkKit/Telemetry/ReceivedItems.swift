/// Finds the items in a request that arrived.
enum ReceivedItems {
    /// Calls `body` with the eight bytes of each item's id, and with 0 for an item that has none.
    ///
    /// - Throws: ``MalformedMessage`` when the request is no export request.
    static func forEach(
        _ signal: BenchmarkSignal,
        in request: UnsafeRawBufferPointer,
        _ body: (UInt64) -> Void
    ) throws(MalformedMessage) {
        var resources = ProtobufReader(request)
        while let resource = try resources.next() {
            guard resource.number == 1 else { continue }
            var scopes = ProtobufReader(resource.bytes)
            while let scope = try scopes.next() {
                guard scope.number == 2 else { continue }
                var records = ProtobufReader(scope.bytes)
                while let record = try records.next() {
                    guard record.number == 2 else { continue }
                    switch signal {
                    case .traces: body(try id(in: record.bytes, field: 2))
                    case .logs: body(try id(in: record.bytes, field: 10))
                    case .metrics: try forEachPoint(in: record.bytes, body)
                    }
                }
            }
        }
    }

    private static func id(in record: UnsafeRawBufferPointer, field: UInt64) throws(MalformedMessage) -> UInt64 {
        var fields = ProtobufReader(record)
        while let next = try fields.next() {
            guard next.number == field, next.bytes.count == 8 else { continue }
            return UInt64(littleEndian: next.bytes.loadUnaligned(as: UInt64.self))
        }
        return 0
    }

    private static func forEachPoint(
        in metric: UnsafeRawBufferPointer,
        _ body: (UInt64) -> Void
    ) throws(MalformedMessage) {
        var fields = ProtobufReader(metric)
        while let sum = try fields.next() {
            guard sum.number == 7 else { continue }
            var points = ProtobufReader(sum.bytes)
            while let point = try points.next() {
                guard point.number == 1 else { continue }
                body(try id(in: point.bytes, field: 6))
            }
        }
    }
}
