internal import Pdata

/// A body on its way out: gRPC's prefix if it has one, then its parts, each written from where it is.
struct HTTP2RequestBody {
    /// The least that is worth writing without copying, in bytes.
    static let leastSlice = 4096

    private let prefix: InlineArray<5, UInt8>
    private let prefixSize: Int
    private var parts: [Bytes]
    private var prefixSent = 0
    private var index = 0
    private var offset = 0

    /// The number of bytes not yet taken.
    private(set) var left = 0

    init(_ prefix: GRPCPrefix?, _ parts: [Bytes]) {
        self.prefix = prefix?.bytes ?? InlineArray(repeating: 0)
        self.parts = parts
        prefixSize = prefix == nil ? 0 : GRPCPrefix.size
        rewind()
    }

    /// Goes back to the body's begin.
    mutating func rewind() {
        prefixSent = 0
        index = 0
        offset = 0
        left = prefixSize + parts.reduce(0) { $0 + $1.count }
    }

    /// Lets go of everything.
    mutating func drop() {
        parts = []
        left = 0
    }

    /// Takes the next bytes, as many as fit and there are, as copies.
    mutating func take(into target: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while prefixSent < prefixSize, filled < target.count {
            target[filled] = prefix[prefixSent]
            prefixSent += 1
            filled += 1
        }
        while filled < target.count, let slice = nextSlice(atMost: target.count - filled) {
            slice.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[filled...]).copyMemory(from: $0) }
            filled += slice.count
        }
        left -= filled
        return filled
    }

    /// Takes the next `count` bytes into `outbox`, large pieces as they are.
    mutating func take(_ count: Int, into outbox: inout HTTP2Outbox) {
        var taken = 0
        while prefixSent < prefixSize, taken < count {
            var byte = prefix[prefixSent]
            withUnsafeBytes(of: &byte) { outbox.gather($0) }
            prefixSent += 1
            taken += 1
        }
        while taken < count, let slice = nextSlice(atMost: count - taken) {
            if slice.count >= Self.leastSlice {
                outbox.add(slice)
            } else {
                slice.withUnsafeBytes { outbox.gather($0) }
            }
            taken += slice.count
        }
        left -= taken
    }

    private mutating func nextSlice(atMost count: Int) -> Bytes? {
        while index < parts.count, offset == parts[index].count {
            index += 1
            offset = 0
        }
        guard index < parts.count, count > 0 else { return nil }
        let end = min(parts[index].count, offset + count)
        defer { offset = end }
        return parts[index].slice(offset..<end)
    }
}
