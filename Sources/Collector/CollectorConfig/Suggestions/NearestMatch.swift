/// The candidate that `name` was probably meant to be; nil when none is near.
///
/// Near means at most one edit for every three characters, at least one, letter case aside. An edit inserts, removes or
/// replaces a character, or swaps two neighbours. The first of several equally near candidates is taken.
///
/// - Parameter limit: the most edits that count as near, whatever the length.
public func nearestMatch(
    _ name: String,
    in candidates: some Sequence<String>,
    atMost limit: Int = .max
) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(nearestMatchLength))
    let allowed = min(limit, max(1, wanted.count / 3))
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where candidate != name {
        let other = Array(candidate.lowercased().unicodeScalars.prefix(nearestMatchLength))
        guard abs(other.count - wanted.count) <= allowed else { continue }
        let distance = editDistance(wanted, other)
        guard distance <= allowed, distance < best?.distance ?? .max else { continue }
        best = (distance, candidate)
    }
    return best?.candidate
}

/// The component id among `candidates` that `text` was probably meant to be: the nearest, or else the one `type/name` whose
/// name `text` is or ends with, as in `exporter-acme` for `otlp/acme`.
public func nearestComponentID(_ text: String, in candidates: [String]) -> String? {
    if let near = nearestMatch(text, in: candidates) { return near }
    let named = candidates.filter { candidate in
        guard let slash = candidate.firstIndex(of: "/") else { return false }
        let name = candidate[candidate.index(after: slash)...]
        return !name.isEmpty && text.hasSuffix(name)
    }
    return named.max { $0.utf8.count < $1.utf8.count }
}

/// Longer names are compared by their beginning: the comparison takes time with the product of the lengths.
private let nearestMatchLength = 128

/// The least number of edits that turn `a` into `b`.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var current = [i + 1]
        for j in b.indices {
            var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                cost = min(cost, before[j - 1] + 1)
            }
            current.append(cost)
        }
        before = previous
        previous = current
    }
    return previous[b.count]
}
