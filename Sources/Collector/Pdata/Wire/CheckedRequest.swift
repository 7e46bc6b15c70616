/// A request that has passed the validating walk, in the form that views expect.
struct CheckedRequest {
    let bytes: Bytes
    let items: Int
    /// Whether ``bytes`` are not those that were checked.
    let isRewritten: Bool
    var repairedStrings = 0
    var upgradedScopes = 0
    /// Whether there are fields that this module does not know.
    let hasUnknownFields: Bool

    /// Checks `request`, a message `id`, and rewrites it where it is legal but unusual.
    init(_ request: Bytes, _ id: MessageID) throws(WireError) {
        let indices = id == .profilesRequest ? Self.highestIndices(request.span) : WireWalk.anyIndices
        var walk = Self.walk(request, id, indices)
        // A wrong index may yet be overridden by a later one; only what is left of unusual wire can be judged.
        if walk.hasWrongIndex {
            let shape = Self.walk(request, id, WireWalk.anyIndices)
            if shape.isUnusual { walk = shape }
        }
        try Self.check(walk)
        let hasReferences = id == .profilesRequest && walk.hasReferences
        isRewritten = walk.isUnusual || hasReferences
        guard walk.isUnusual else {
            bytes = hasReferences ? try ReferenceWriter.write(request) : request
            items = walk.items
            hasUnknownFields = walk.hasUnknownFields
            return
        }
        var rewriter = WireRewriter()
        var output = ByteBuilder(capacity: request.count)
        rewriter.rewrite(id, request.span, [0..<request.count], into: &output)
        var rewritten = output.finish()
        // Counted again: what an overridden oneof member held, for one, is gone.
        let rewalk = Self.walk(rewritten, id, indices)
        try Self.check(rewalk, isRewritten: true)
        if hasReferences { rewritten = try ReferenceWriter.write(rewritten) }
        bytes = rewritten
        items = rewalk.items
        hasUnknownFields = rewalk.hasUnknownFields
        repairedStrings = rewriter.repairedStrings
        upgradedScopes = rewriter.upgradedScopes
    }

    private struct Finding {
        var items = 0
        var isUnusual = false
        var hasUnknownFields = false
        var hasWrongIndex = false
        var hasReferences = false
        var failure: WireWalk.Failure?
    }

    private static func walk(_ request: Bytes, _ id: MessageID, _ indices: InlineArray<8, UInt32>) -> Finding {
        request.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return Finding() }
            var walk = WireWalk(base, highestIndices: indices)
            _ = walk.message(id.rawValue, from: 0, to: buffer.count, depth: 0)
            return Finding(
                items: walk.items,
                isUnusual: walk.isUnusual,
                hasUnknownFields: walk.hasUnknownFields,
                hasWrongIndex: walk.hasWrongIndex,
                hasReferences: walk.hasReferences,
                failure: walk.failure
            )
        }
    }

    private static func check(_ finding: Finding, isRewritten: Bool = false) throws(WireError) {
        guard let failure = finding.failure else { return }
        throw WireError(
            failure.message.description,
            // Offsets in what this module wrote mean nothing to the sender.
            offset: isRewritten ? 0 : failure.offset,
            path: failure.path.reversed().joined(separator: ".")
        )
    }

    /// The last place of each table in the dictionary of `request`, which need not be valid; 0, which is no reference,
    /// even where a table is empty.
    private static func highestIndices(_ request: RawSpan) -> InlineArray<8, UInt32> {
        var counts = InlineArray<8, UInt32>(repeating: 0)
        var cursor = WireCursor(request)
        while cursor.next() {
            guard cursor.number == 2, cursor.type == .lengthDelimited else { continue }
            var entries = WireCursor(request, cursor.range)
            while entries.next() {
                // No more than an int32 can name.
                if entries.number < 8, counts[entries.number] <= Int32.max { counts[entries.number] &+= 1 }
            }
        }
        for table in counts.indices where counts[table] > 0 { counts[table] &-= 1 }
        return counts
    }
}
