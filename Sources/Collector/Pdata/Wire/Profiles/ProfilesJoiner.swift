/// Joins requests of profiles into one: their dictionaries become one, and every index names its entry there.
///
/// Only the entries that are named come along, and equal ones come once.
struct ProfilesJoiner: ~Copyable {
    private let dictionary = DictionaryWriter(sharesEqualEntries: true)
    private var output = ByteBuilder()
    private var items = 0
    private var origins: [Int] = []

    private init() {}

    /// The fewest requests that carry what `parts` carry, in order.
    ///
    /// A request with unknown fields stays alone: one of them might be an index, and go on to name what others sent.
    static func join(_ parts: [Payload]) -> [Payload] {
        let filled = parts.filter { !$0.segments.isEmpty }
        guard filled.count > 1 else { return filled.isEmpty ? Array(parts.prefix(1)) : filled }
        var joined: [Payload] = []
        var group: [Payload] = []
        var size = 0
        for part in filled {
            let (total, overflow) = size.addingReportingOverflow(part.byteCount)
            if !part.isRenumberable || overflow || total > DictionaryPlaces.longestRequest {
                joined += join(group: group)
                group = []
                size = 0
            }
            guard part.isRenumberable else {
                joined.append(part)
                continue
            }
            group.append(part)
            size += part.byteCount
        }
        return joined + join(group: group)
    }

    private static func join(group: [Payload]) -> [Payload] {
        guard group.count > 1 else { return group }
        var joiner = ProfilesJoiner()
        for part in group { joiner.add(part) }
        return [joiner.finish()]
    }

    private mutating func add(_ part: Payload) {
        guard let request = part.segments.first else { return }
        items += part.itemCount
        var resources = 0
        let renumbering = Renumbering(request, DictionaryPlaces(request), to: dictionary)
        var cursor = WireCursor(request.span)
        while cursor.next() {
            guard cursor.number == 1 else { continue }
            let place = output.open(tag: 1)
            renumbering.append(.resourceProfiles, cursor.range, into: &output)
            output.close(place)
            resources += 1
        }
        origins += part.origins.isEmpty ? [resources] : part.origins
    }

    private consuming func finish() -> Payload {
        dictionary.write(into: &output)
        var whole = Payload(segments: [output.finish()], itemCount: items)
        whole.origins = origins
        return whole
    }
}
