/// A request that has passed the validating walk, in the form that views expect.
struct CheckedRequest {
    let bytes: Bytes
    let items: Int
    /// Whether ``bytes`` are not those that were checked.
    let isRewritten: Bool
    var repairedStrings = 0
    var upgradedScopes = 0

    /// Checks `request`, a message `id`, and rewrites it where it is legal but unusual.
    init(_ request: Bytes, _ id: MessageID) throws(WireError) {
        let (items, isUnusual) = try Self.walk(request, id)
        isRewritten = isUnusual
        guard isUnusual else {
            bytes = request
            self.items = items
            return
        }
        var rewriter = WireRewriter()
        var output = ByteBuilder(capacity: request.count)
        rewriter.rewrite(id, request.span, [0..<request.count], into: &output)
        bytes = output.finish()
        // Counted again: what an overridden oneof member held, for one, is gone.
        self.items = try Self.walk(bytes, id).items
        repairedStrings = rewriter.repairedStrings
        upgradedScopes = rewriter.upgradedScopes
    }

    private static func walk(_ request: Bytes, _ id: MessageID) throws(WireError) -> (items: Int, isUnusual: Bool) {
        try request.withUnsafeBytes { (buffer) throws(WireError) in
            guard let base = buffer.baseAddress else { return (0, false) }
            var walk = WireWalk(base)
            guard walk.message(id.rawValue, from: 0, to: buffer.count, depth: 0) else {
                guard let failure = walk.failure else { throw WireError("malformed", offset: 0) }
                throw WireError(
                    failure.message.description,
                    offset: failure.offset,
                    path: failure.path.reversed().joined(separator: ".")
                )
            }
            return (walk.items, walk.isUnusual)
        }
    }
}
