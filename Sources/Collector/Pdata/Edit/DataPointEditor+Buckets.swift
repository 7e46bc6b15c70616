extension DataPointEditor {
    /// The number of measurements in each bucket of an exponential histogram's positive ones.
    public var positiveBucketCounts: [UInt64] {
        get { bucketCounts(8) }
        set { setBucketCounts(8, newValue) }
    }

    /// The number of measurements in each bucket of an exponential histogram's negative ones.
    public var negativeBucketCounts: [UInt64] {
        get { bucketCounts(9) }
        set { setBucketCounts(9, newValue) }
    }

    private func bucketCounts(_ field: Int) -> [UInt64] {
        var counts: [UInt64] = []
        guard kind == .exponentialHistogram else { return counts }
        BucketsView(target.nested(field).bytes).bucketCounts.forEach { counts.append($0) }
        return counts
    }

    private func setBucketCounts(_ field: Int, _ counts: [UInt64]) {
        if kind == .exponentialHistogram { target.nested(field).set(2, packedVarints: counts) }
    }
}
