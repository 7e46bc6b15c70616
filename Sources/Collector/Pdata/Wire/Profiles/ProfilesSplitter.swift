/// Cuts a request of profiles into requests of a bounded number of samples or bytes.
///
/// Cuts fall between profiles where that is possible, and between a profile's samples where one is too big by itself.
struct ProfilesSplitter {
    private let maxItems: Int
    private let maxBytes: Int
    private let assembler: ProfilesAssembler
    private var parts: [Payload] = []

    private init(_ payload: Payload, maxItems: Int, maxBytes: Int) {
        assembler = ProfilesAssembler(payload)
        self.maxItems = max(maxItems, 1)
        self.maxBytes = maxBytes
    }

    /// The parts of `payload`, one request, within the limits; a part beyond `maxBytes` holds one sample at most.
    static func split(_ payload: Payload, maxItems: Int = .max, maxBytes: Int = .max) -> [Payload] {
        guard let request = payload.segments.first else { return [payload] }
        var splitter = ProfilesSplitter(payload, maxItems: maxItems, maxBytes: maxBytes)
        for holder in ProfilesOutline(request.span).holders {
            splitter.take(holder, ProfilesOutline.samples(holder, in: request.span))
        }
        splitter.finishPart()
        return splitter.parts
    }

    private mutating func take(_ holder: ProfilesOutline.Holder, _ samples: [Range<Int>]) {
        if assembler.items > 0, assembler.items + samples.count > maxItems { finishPart() }
        assembler.leave(for: holder)
        let start = assembler.mark
        var isFresh = assembler.isEmpty
        // Samples of this profile in the current part, and whether an earlier part has some.
        var taken = 0
        var isContinued = false

        var index = 0
        while index < max(samples.count, 1) {
            let before = assembler.mark
            assembler.add(holder, sample: samples.isEmpty ? nil : samples[index], isContinued: isContinued)
            if assembler.items > maxItems || assembler.byteCount > maxBytes {
                if !isFresh {
                    // All of it in a part of its own, before it is cut.
                    assembler.reset(to: start)
                    finishPart()
                    isFresh = true
                    taken = 0
                    index = 0
                    continue
                }
                if taken > 0 {
                    assembler.reset(to: before)
                    finishPart()
                    isContinued = true
                    taken = 0
                    continue
                }
            }
            taken += 1
            index += 1
        }
    }

    private mutating func finishPart() {
        if !assembler.isEmpty { parts.append(assembler.finish()) }
    }
}
