internal import Pdata

/// What came of decoding a part of a body, such as a gzip member, into the room given.
enum DecodingAttempt {
    /// `taken` bytes of the body became `written` bytes.
    case done(taken: Int, written: Int)
    case needsRoom
    case malformed
}

extension ByteBuilder {
    /// Decodes a part whose length is not known: `attempt` is called with ever more room until it is enough.
    ///
    /// Attempts grow fourfold, so that all of them together cost little more than the last.
    ///
    /// - Parameters:
    ///   - firstRoom: a guess of the length in bytes; whoever makes it bounds it by what the coding can reach.
    ///   - limit: the most bytes that may be in the builder afterwards.
    /// - Returns: how many bytes of the body were taken.
    mutating func decode(
        _ coding: ContentCoding,
        firstRoom: Int,
        limit: Int,
        _ attempt: (UnsafeMutableRawPointer, _ room: Int) -> DecodingAttempt
    ) throws(DecompressionError) -> Int {
        let allowed = limit - count
        var room = min(allowed, firstRoom)
        while true {
            var outcome = DecodingAttempt.malformed
            append(capacity: max(room, 1)) { target in
                guard let base = target.baseAddress else { return 0 }
                outcome = attempt(base, room)
                guard case .done(_, let written) = outcome else { return 0 }
                return written
            }
            switch outcome {
            case .done(let taken, _): return taken
            case .malformed: throw .malformed(coding)
            case .needsRoom:
                guard room < allowed else { throw .tooLarge(limit: limit) }
                room = room > allowed / 4 ? allowed : max(room * 4, 4096)
            }
        }
    }
}
