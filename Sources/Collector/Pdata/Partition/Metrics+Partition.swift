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
        var places: [Key: Int] = [:]
        var keys: [Key] = []
        while partitioner.pass.next() {
            let entry = MetricEntry(EditTarget(partitioner.pass.splice, 3))
            let key = try key(entry)
            let place = places[key] ?? keys.count
            if place == keys.count {
                places[key] = place
                keys.append(key)
            }
            partitioner.add(to: place, items: entry.metric.dataPointCount)
        }
        return zip(keys, partitioner.finish().map { Metrics($0) }).map { (key: $0, data: $1) }
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
        var places: [Key: Int] = [:]
        var keys: [Key] = []
        while partitioner.pass.next() {
            let entry = DataPointEntry(EditTarget(partitioner.pass.splice, 5))
            let key = try key(entry)
            let place = places[key] ?? keys.count
            if place == keys.count {
                places[key] = place
                keys.append(key)
            }
            partitioner.add(to: place, items: 1)
        }
        return zip(keys, partitioner.finish().map { Metrics($0) }).map { (key: $0, data: $1) }
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
        var places: [Key: Int] = [:]
        var keys: [Key] = []
        while partitioner.pass.next() {
            let key = try key(ResourceEntry(EditTarget(partitioner.pass.splice, 1)))
            let place = places[key] ?? keys.count
            if place == keys.count {
                places[key] = place
                keys.append(key)
            }
            partitioner.add(to: place, items: partitioner.itemsInResource())
        }
        return zip(keys, partitioner.finish().map { Metrics($0) }).map { (key: $0, data: $1) }
    }
}
