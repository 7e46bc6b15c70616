extension AttributesView {
    /// What tells these attributes from others: keys with types and values, whatever their order.
    public var identity: [UInt8] {
        var entries: [[UInt8]] = []
        message.forEach(field) { bytes in entries.append(bytes.withUnsafeBytes { [UInt8]($0) }) }
        entries.sort { $0.lexicographicallyPrecedes($1) }
        var identity: [UInt8] = []
        for entry in entries {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: entry.count)) { identity += $0 }
            identity += entry
        }
        return identity
    }
}
