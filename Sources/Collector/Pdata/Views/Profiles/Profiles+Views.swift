extension Profiles {
    /// Calls `body` with each resource and what belongs to it, in order.
    @inlinable
    public func forEachResource<Failure: Error>(
        _ body: (ResourceProfilesView) throws(Failure) -> Void
    ) throws(Failure) {
        for segment in segments {
            try MessageReader(segment.span).forEach(1) { (bytes) throws(Failure) in
                try body(ResourceProfilesView(bytes))
            }
        }
    }

    /// The number of resources, in which one may occur more than once.
    public var resourceCount: Int {
        segments.reduce(0) { $0 + MessageReader($1.span).count(1) }
    }

    /// Calls `body` with the tables that the profiles share; empty ones when the sender gave none.
    @inlinable
    public func withDictionary<Result, Failure: Error>(
        _ body: (ProfilesDictionaryView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let segment = segments.first else { return try body(ProfilesDictionaryView(RawSpan())) }
        return try body(ProfilesDictionaryView(MessageReader(segment.span).payload(2)))
    }
}
