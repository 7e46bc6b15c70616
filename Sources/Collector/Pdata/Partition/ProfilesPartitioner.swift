/// Sorts the records of profiles into groups, and writes each group's request.
@usableFromInline
struct ProfilesPartitioner {
    /// Samples of one profile, or an empty container, that belong to one group.
    private struct Piece {
        let holder: Int
        var samples: [Range<Int>] = []
        /// Whether an earlier piece is of the same profile.
        var isContinued = false
    }

    private let payload: Payload
    private let records: EditedRecords
    /// The group of each record, in order.
    private var groups: [Int] = []
    private var count = 0

    /// Sorts the resources, profiles or samples of `payload`.
    @usableFromInline
    init(_ payload: Payload, _ records: EditedRecords) {
        self.payload = payload
        self.records = records
    }

    /// Puts the next record into `group`, which is at most the number of groups so far.
    @usableFromInline
    mutating func add(to group: Int) {
        groups.append(group)
        count = max(count, group + 1)
    }

    /// The profiles of each group. What has no record, such as a scope without profiles, goes with the first group.
    @usableFromInline
    func finish() -> [Payload] {
        guard count > 1, let request = payload.segments.first else { return (0..<count).map { _ in payload } }
        let holders = ProfilesOutline(request.span).holders
        let assembler = ProfilesAssembler(payload)
        return pieces(holders, request).map { pieces in
            for piece in pieces {
                let holder = holders[piece.holder]
                if piece.samples.isEmpty { assembler.add(holder, sample: nil) }
                for sample in piece.samples { assembler.add(holder, sample: sample, isContinued: piece.isContinued) }
            }
            return assembler.finish()
        }
    }

    /// The pieces of each group.
    private func pieces(_ holders: [ProfilesOutline.Holder], _ request: Bytes) -> [[Piece]] {
        var pieces: [[Piece]] = Array(repeating: [], count: count)
        var record = 0
        for (index, holder) in holders.enumerated() {
            let samples = ProfilesOutline.samples(holder, in: request.span)
            if records == .samples, !samples.isEmpty {
                var isContinued = false
                for sample in samples {
                    let group = groups[record]
                    record += 1
                    if pieces[group].last?.holder != index {
                        pieces[group].append(Piece(holder: index, isContinued: isContinued))
                        isContinued = true
                    }
                    pieces[group][pieces[group].count - 1].samples.append(sample)
                }
                continue
            }
            var group = 0
            if records == .resources {
                group = groups[holder.resourceNumber]
            } else if records == .records, holder.profile != nil {
                group = groups[record]
                record += 1
            }
            pieces[group].append(Piece(holder: index, samples: samples))
        }
        return pieces
    }
}
