extension Logs {
    /// Cuts this value by a key of each log record, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its records, under the same
    /// resources and scopes as before. With one key for all, the part shares this value's storage.
    @inlinable
    public func partitionLogRecords<Key: Hashable, Failure: Error>(
        by key: (LogRecordEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Logs)] {
        var partitioner = Partitioner(payload, .records, .logs)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let entry = LogRecordEntry(EditTarget(partitioner.pass.splice, 3))
            let key = try key(entry)
            partitioner.add(to: keys.place(of: key), items: 1)
        }
        return keys.naming(partitioner.finish().map { Logs($0) })
    }

    /// Cuts this value by a key of each resource, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its resources. With one key
    /// for all, the part shares this value's storage.
    @inlinable
    public func partitionResources<Key: Hashable, Failure: Error>(
        by key: (ResourceEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Logs)] {
        var partitioner = Partitioner(payload, .resources, .logs)
        var keys = PartKeys<Key>()
        while partitioner.pass.next() {
            let key = try key(ResourceEntry(EditTarget(partitioner.pass.splice, 1)))
            partitioner.add(to: keys.place(of: key), items: partitioner.itemsInResource())
        }
        return keys.naming(partitioner.finish().map { Logs($0) })
    }
}
