/// Writes requests of profiles from records of another request, each with the headers and the dictionary it needs.
///
/// The dictionary is cut down to the entries that are named; a request with unknown fields, which might name some, keeps
/// its own.
final class ProfilesAssembler {
    /// A state to return to.
    struct Mark {
        fileprivate let count: Int
        fileprivate let open: Int
        fileprivate let items: Int
        fileprivate let resources: Int
        fileprivate let renumbering: Renumbering.Mark?
    }

    private struct Level {
        let range: Range<Int>
        /// The place of its length in the output.
        let place: Int
    }

    /// What a profile is identified by: its id, and its original form with the format. Only one piece of a profile that
    /// is cut carries them, lest a backend takes the others for repetitions.
    private static let identity: Set<Int> = [7, 9, 10]

    private static let containers: [MessageID] = [.resourceProfiles, .scopeProfiles, .profile]

    private let payload: Payload
    /// Which of the joined requests each resource came with.
    private let resourceOrigins: [Int]
    private let request: Bytes
    private let dictionary = DictionaryWriter(sharesEqualEntries: false)
    private let renumbering: Renumbering?
    /// What is written of the request besides resources, when the dictionary is kept.
    private var headers = ByteBuilder()
    private let emptyMark: Renumbering.Mark?

    private var output = ByteBuilder()
    private var levels: [Level] = []
    /// The resources written so far.
    private var resources: [Int] = []

    /// The number of samples in the current request.
    private(set) var items = 0

    /// Writes records of `payload`, one request.
    init(_ payload: Payload) {
        self.payload = payload
        resourceOrigins = payload.resourceOrigins
        let request = payload.segments.first ?? Bytes()
        self.request = request
        if payload.isRenumberable {
            let renumbering = Renumbering(request, DictionaryPlaces(request), to: dictionary)
            self.renumbering = renumbering
            emptyMark = renumbering.mark
        } else {
            renumbering = nil
            emptyMark = nil
            var cursor = WireCursor(request.span)
            while cursor.next() {
                if cursor.number != 1 { headers.append(request.span.extracting(cursor.fieldRange)) }
            }
        }
    }

    /// Whether the current request has nothing yet.
    var isEmpty: Bool { output.count == 0 }

    /// The length of the current request, or a few bytes more.
    var byteCount: Int {
        // A length takes five bytes at most, and has one so far.
        let records = output.count + 4 * levels.count
        return records + (renumbering == nil ? headers.count : dictionary.byteCount + 6)
    }

    /// Adds a sample of `holder`; without one, `holder` itself.
    ///
    /// - Parameter isContinued: whether another request has a piece of the same profile.
    func add(_ holder: ProfilesOutline.Holder, sample: Range<Int>?, isContinued: Bool = false) {
        leave(for: holder)
        for level in levels.count..<3 {
            guard let range = holder.range(level) else { break }
            if level == 0 { resources.append(holder.resourceNumber) }
            let place = output.open(tag: level == 0 ? 1 : 2)
            levels.append(Level(range: range, place: place))
            let skipped = level == 2 && isContinued ? Self.identity : []
            appendHeaders(Self.containers[level], range, without: skipped)
        }
        guard let sample else { return }
        items += 1
        let place = output.open(tag: 2)
        append(.sample, sample)
        output.close(place)
    }

    /// Adds `holder` with all of its `samples`.
    func add(_ holder: ProfilesOutline.Holder, samples: [Range<Int>]) {
        if samples.isEmpty { add(holder, sample: nil) }
        for sample in samples { add(holder, sample: sample) }
    }

    /// Closes what does not hold `holder`.
    func leave(for holder: ProfilesOutline.Holder) {
        var kept = 0
        while kept < levels.count, levels[kept].range == holder.range(kept) { kept += 1 }
        close(downTo: kept)
    }

    /// The request so far; the next one begins.
    func finish() -> Payload {
        close(downTo: 0)
        if renumbering == nil {
            headers.withUnsafeMutableBytes { output.append(UnsafeRawBufferPointer($0)) }
        } else {
            dictionary.write(into: &output)
        }
        var request = ByteBuilder()
        swap(&request, &output)
        var part = Payload(segments: [request.finish()], itemCount: items)
        part.hasUnknownFields = payload.hasUnknownFields
        part.origins = origins
        items = 0
        resources = []
        if let emptyMark { renumbering?.reset(to: emptyMark) }
        return part
    }

    /// How many of the current request's resources each of the joined requests has.
    private var origins: [Int] {
        guard payload.origins.count > 1 else { return [] }
        var counts: [Int] = []
        var last = -1
        for resource in resources {
            let origin = resourceOrigins[resource]
            if origin != last { counts.append(0) }
            counts[counts.count - 1] += 1
            last = origin
        }
        return counts
    }

    // MARK: Going back

    /// The state as it is now.
    var mark: Mark {
        Mark(
            count: output.count,
            open: levels.count,
            items: items,
            resources: resources.count,
            renumbering: renumbering?.mark
        )
    }

    /// Forgets what was added since `mark`. Nothing that was open then may have been closed since.
    func reset(to mark: Mark) {
        output.truncate(to: mark.count)
        levels.removeSubrange(mark.open...)
        items = mark.items
        resources.removeSubrange(mark.resources...)
        if let moved = mark.renumbering { renumbering?.reset(to: moved) }
    }

    // MARK: Writing

    private func close(downTo kept: Int) {
        while levels.count > kept, let level = levels.popLast() { output.close(level.place) }
    }

    /// Appends the fields of the message `id` at `range` but its children, which are fields 2.
    private func appendHeaders(_ id: MessageID, _ range: Range<Int>, without skipped: Set<Int>) {
        let request = request
        var cursor = WireCursor(request.span, range)
        while cursor.next() {
            if cursor.number != 2, !skipped.contains(cursor.number) { append(id, cursor.fieldRange) }
        }
    }

    private func append(_ id: MessageID, _ range: Range<Int>) {
        if let renumbering {
            renumbering.append(id, range, into: &output)
        } else {
            let request = request
            output.append(request.span.extracting(range))
        }
    }
}
