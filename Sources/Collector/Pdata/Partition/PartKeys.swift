/// The keys of the parts that telemetry is cut into, in the order in which they first occur.
@usableFromInline
struct PartKeys<Key: Hashable> {
    @usableFromInline var keys: [Key] = []
    @usableFromInline var places: [Key: Int] = [:]

    @inlinable
    init() {}

    /// The place of the part for `key`.
    @inlinable
    mutating func place(of key: Key) -> Int {
        if let place = places[key] { return place }
        places[key] = keys.count
        keys.append(key)
        return keys.count - 1
    }

    /// `parts`, one for each key, with their keys.
    @inlinable
    func naming<Data>(_ parts: [Data]) -> [(key: Key, data: Data)] {
        zip(keys, parts).map { (key: $0, data: $1) }
    }
}
