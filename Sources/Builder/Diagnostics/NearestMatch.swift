/// The candidate that `name` was most likely meant to be, or nil where none is near.
///
/// - Parameter limit: the most edits that count as near, below a third of the name's length.
package func nearestMatch(
    _ name: String,
    in candidates: some Sequence<String>,
    atMost limit: Int = .max
) -> String? {
    let wanted = Array(name.lowercased().utf8.prefix(128))
    guard !wanted.isEmpty else { return nil }
    let allowed = min(limit, max(1, wanted.count / 3))
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let distance = editDistance(wanted, Array(candidate.lowercased().utf8.prefix(128)))
        guard distance <= allowed, distance < best?.distance ?? .max else { continue }
        best = (distance, candidate)
    }
    return best?.candidate
}

/// The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
private func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...other.count)
    for row in 1..<(one.count + 1) {
        var current = [row]
        for column in 1..<(other.count + 1) {
            let same = one[row - 1] == other[column - 1]
            var cost = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (same ? 0 : 1))
            if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                cost = min(cost, beforePrevious[column - 2] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[other.count]
}
