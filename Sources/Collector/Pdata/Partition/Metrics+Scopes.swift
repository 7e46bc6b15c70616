extension Metrics {
    /// Cuts this value into one part for each scope, in order, under the same resource as before.
    ///
    /// With one scope, the part shares this value's storage.
    public func partitionByScope() -> [Metrics] {
        var partitioner = Partitioner(payload, .scopes, .metrics)
        var count = 0
        while partitioner.pass.next() {
            partitioner.add(to: count, items: partitioner.itemsInScope())
            count += 1
        }
        return partitioner.finish().map { Metrics($0) }
    }
}
