/// Where the profiles of a request lie, and the containers without any.
struct ProfilesOutline {
    /// A profile with the messages around it, or the innermost of these where it is empty.
    struct Holder {
        /// The place of the resource among the request's.
        let resourceNumber: Int
        let resource: Range<Int>
        var scope: Range<Int>?
        var profile: Range<Int>?

        /// The messages from the outermost on.
        func range(_ level: Int) -> Range<Int>? {
            switch level {
            case 0: resource
            case 1: scope
            default: profile
            }
        }
    }

    /// The profiles and empty containers, in order.
    private(set) var holders: [Holder] = []

    init(_ request: RawSpan) {
        var resourceNumber = 0
        Self.forEachChild(1, request, 0..<request.byteCount) { resource in
            var holder = Holder(resourceNumber: resourceNumber, resource: resource)
            var isEmpty = true
            Self.forEachChild(2, request, resource) { scope in
                isEmpty = false
                holder.scope = scope
                holder.profile = nil
                var hasProfiles = false
                Self.forEachChild(2, request, scope) { profile in
                    hasProfiles = true
                    holder.profile = profile
                    holders.append(holder)
                }
                if !hasProfiles { holders.append(holder) }
            }
            if isEmpty { holders.append(holder) }
            resourceNumber += 1
        }
    }

    /// Where the samples of `holder` lie.
    static func samples(_ holder: Holder, in request: RawSpan) -> [Range<Int>] {
        guard let profile = holder.profile else { return [] }
        var samples: [Range<Int>] = []
        forEachChild(2, request, profile) { samples.append($0) }
        return samples
    }

    private static func forEachChild(
        _ number: Int,
        _ bytes: RawSpan,
        _ range: Range<Int>,
        _ body: (Range<Int>) -> Void
    ) {
        var cursor = WireCursor(bytes, range)
        while cursor.next() {
            if cursor.number == number { body(cursor.range) }
        }
    }
}
