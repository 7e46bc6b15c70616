extension Metrics {
    /// Cuts this value by a key of each metric, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its records, under the same
    /// resources and scopes as before. With one key for all, the part shares this value's storage.
    @inlinable
    public func partitionMetrics<Key: Hashable, Failure: Error>(
        by key: (MetricEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Metrics)] {
        var partitioner = Partitioner(payload, .records, .metrics)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let entry = MetricEntry(EditTarget(partitioner.pass.splice, 3))
            let key = try key(entry)
            partitioner.add(to: keys.place(of: key), items: entry.metric.dataPointCount)
        }
        return keys.naming(partitioner.finish().map { Metrics($0) })
    }

    /// Cuts this value by a key of each data point, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its records, under the same
    /// resources and scopes as before. With one key for all, the part shares this value's storage.
    @inlinable
    public func partitionDataPoints<Key: Hashable, Failure: Error>(
        by key: (DataPointEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Metrics)] {
        var partitioner = Partitioner(payload, .dataPoints, .metrics)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let entry = DataPointEntry(EditTarget(partitioner.pass.splice, 5))
            let key = try key(entry)
            partitioner.add(to: keys.place(of: key), items: 1)
        }
        return keys.naming(partitioner.finish().map { Metrics($0) })
    }

    /// Cuts this value by a key of each resource, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its resources. With one key
    /// for all, the part shares this value's storage.
    @inlinable
    public func partitionResources<Key: Hashable, Failure: Error>(
        by key: (ResourceEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Metrics)] {
        var partitioner = Partitioner(payload, .resources, .metrics)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let key = try key(ResourceEntry(EditTarget(partitioner.pass.splice, 1)))
            partitioner.add(to: keys.place(of: key), items: partitioner.itemsInResource())
        }
        return keys.naming(partitioner.finish().map { Metrics($0) })
    }
}
