/// The bodies of a load's requests, compressed beforehand where the load is.
final class RequestBodies: Sendable {
    let template: RequestTemplate
    private let first: Int
    private let compressed: [[UInt8]]

    /// The bodies of requests that are not compressed.
    init(_ template: RequestTemplate) {
        self.template = template
        first = 0
        compressed = []
    }

    /// The bodies of the requests in `range`, compressed now.
    init(_ template: RequestTemplate, compressing range: Range<Int>) {
        self.template = template
        first = range.lowerBound
        compressed = InParallel.map(range, GzipCompressor.init) { compressor, request in
            template.body(request: request).withUnsafeBytes { compressor.compress($0) }
        }
    }

    /// The longest body in bytes.
    var longest: Int { compressed.map(\.count).max() ?? template.bytes.count }

    /// Writes the body of request `number` into `target`, which an earlier one may be in; returns its length.
    func write(_ number: Int, into target: UnsafeMutableRawBufferPointer, isFresh: Bool) -> Int {
        guard !compressed.isEmpty else {
            let body = UnsafeMutableRawBufferPointer(rebasing: target[..<template.bytes.count])
            if isFresh { body.copyBytes(from: template.bytes) }
            template.patch(body, request: number)
            return body.count
        }
        let body = compressed[number - first]
        UnsafeMutableRawBufferPointer(rebasing: target[..<body.count]).copyBytes(from: body)
        return body.count
    }
}
