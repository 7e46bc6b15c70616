extension Traces {
    /// Cuts this value by a key of each span, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its records, under the same
    /// resources and scopes as before. With one key for all, the part shares this value's storage.
    @inlinable
    public func partitionSpans<Key: Hashable, Failure: Error>(
        by key: (SpanEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Traces)] {
        var partitioner = Partitioner(payload, .records, .traces)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let entry = SpanEntry(EditTarget(partitioner.pass.splice, 3))
            let key = try key(entry)
            partitioner.add(to: keys.place(of: key), items: 1)
        }
        return keys.naming(partitioner.finish().map { Traces($0) })
    }

    /// Cuts this value into one part for each trace, in the order in which they first occur.
    public func partitionByTraceID() -> [(key: TraceID, data: Traces)] {
        partitionSpans { $0.span.traceID }
    }

    /// Cuts this value by a key of each resource, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its resources. With one key
    /// for all, the part shares this value's storage.
    @inlinable
    public func partitionResources<Key: Hashable, Failure: Error>(
        by key: (ResourceEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Traces)] {
        var partitioner = Partitioner(payload, .resources, .traces)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let key = try key(ResourceEntry(EditTarget(partitioner.pass.splice, 1)))
            partitioner.add(to: keys.place(of: key), items: partitioner.itemsInResource())
        }
        return keys.naming(partitioner.finish().map { Traces($0) })
    }
}
