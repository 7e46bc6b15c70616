internal import Pdata

extension QueueBatch {
    /// The batch cut to pieces of at most `maxSize`, in order, each knowing the requests that it holds something of.
    ///
    /// Just the batch itself, joined, when it fits. A piece larger than `maxSize` holds a single record. Profiles that
    /// cannot be joined are pieces of their own.
    func pieces(maxSize: Int?, _ sizer: QueueBatchSettings.Sizer) -> [QueueBatch] {
        let parts = [first] + rest
        let joined = Data.joined(parts.compactMap(\.data))
        let isWhole = joined.count == 1 && maxSize.map { size(joined[0], sizer) <= $0 } ?? true
        guard !isWhole else {
            var whole = self
            whole.joined = joined[0]
            return [whole]
        }
        var owners = Owners(parts)
        var pieces: [QueueBatch] = []
        for data in joined {
            for piece in maxSize.map({ cut(data, $0, sizer) }) ?? [data] {
                guard let part = owners.part(piece) else { continue }
                pieces.append(QueueBatch(first: part, client: client ?? first.entry.client, isFlush: isFlush))
            }
        }
        return pieces
    }

    private func size(_ data: Data, _ sizer: QueueBatchSettings.Sizer) -> Int {
        sizer == .items ? data.itemCount : data.byteCount
    }

    private func cut(_ data: Data, _ maxSize: Int, _ sizer: QueueBatchSettings.Sizer) -> [Data] {
        guard size(data, sizer) > maxSize else { return [data] }
        switch sizer {
        case .items: return data.split(maxItems: maxSize)
        case .bytes: return data.split(maxBytes: maxSize)
        }
    }

    /// Deals out requests to pieces: both are in the same order, so that counting items tells which piece has which.
    private struct Owners {
        private let parts: [QueuePart<Data>]
        private var index = 0
        /// The items of the current part that pieces have taken.
        private var taken = 0

        init(_ parts: [QueuePart<Data>]) {
            self.parts = parts
        }

        mutating func part(_ piece: Data) -> QueuePart<Data>? {
            var entries: [QueueEntry<Data>] = []
            func note(_ part: QueuePart<Data>) {
                // Neighbouring parts may be pieces of one request; parts farther apart are not.
                part.forEachEntry { entry in
                    if entries.last !== entry { entries.append(entry) }
                }
            }
            var wanted = piece.itemCount
            while index < parts.count {
                let part = parts[index]
                note(part)
                let rest = part.items - taken
                guard wanted >= rest else {
                    taken += wanted
                    break
                }
                wanted -= rest
                index += 1
                taken = 0
                if wanted == 0 { break }
            }
            guard let first = entries.first else { return nil }
            return QueuePart(cut: piece, entry: first, others: Array(entries.dropFirst()))
        }
    }
}
