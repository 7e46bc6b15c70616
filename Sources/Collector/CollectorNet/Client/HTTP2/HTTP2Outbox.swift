internal import Pdata

/// What an HTTP/2 client is about to write: small pieces gathered in the loop's scratch memory, large ones as they are.
///
/// Empty outside of one call on the loop, because the scratch memory is everyone's.
struct HTTP2Outbox: ~Copyable {
    private enum Part {
        case gathered(Range<Int>)
        case slice(Bytes)
    }

    /// What is written at once, in bytes.
    private static let batch = 128 * 1024

    private let tcp: TCPConnection
    private let scratch: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var parts: [Part] = []
    private var sliced = 0

    init(_ tcp: TCPConnection) {
        self.tcp = tcp
        scratch = tcp.loop.scratch
    }

    /// Whether it is time to write.
    var isFull: Bool { sliced + filled >= Self.batch || filled > scratch.count - 4096 || parts.count >= 256 }

    /// Gathers a copy of `bytes`.
    mutating func gather(_ bytes: UnsafeRawBufferPointer) {
        if bytes.count > scratch.count - filled {
            flush()
            guard bytes.count <= scratch.count else { return tcp.write(copying: bytes) }
        }
        UnsafeMutableRawBufferPointer(rebasing: scratch[filled...]).copyMemory(from: bytes)
        let range = filled..<filled + bytes.count
        filled += bytes.count
        if case .gathered(let last)? = parts.last {
            parts[parts.count - 1] = .gathered(last.lowerBound..<range.upperBound)
        } else {
            parts.append(.gathered(range))
        }
    }

    /// Adds `slice`, which is not copied.
    mutating func add(_ slice: Bytes) {
        parts.append(.slice(slice))
        sliced += slice.count
    }

    /// Writes everything, in order.
    mutating func flush() {
        guard !parts.isEmpty else { return }
        let gathered = UnsafeRawBufferPointer(rebasing: scratch[..<filled])
        if sliced == 0 {
            tcp.write(copying: gathered)
        } else {
            let copy = Bytes(copying: gathered)
            tcp.write(
                parts.map { part in
                    switch part {
                    case .gathered(let range): copy.slice(range)
                    case .slice(let slice): slice
                    }
                }
            )
        }
        parts.removeAll(keepingCapacity: true)
        filled = 0
        sliced = 0
    }
}
