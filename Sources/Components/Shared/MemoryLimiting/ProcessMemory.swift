internal import CMalloc
internal import Glibc

/// What the allocator says of this process's memory.
struct ProcessMemory: Sendable {
    /// The bytes that are allocated and not freed.
    var allocated: @Sendable () -> Int

    /// Gives freed memory back to the system; returns which part of the resident memory that was, from 0 to 1.
    var returnFree: @Sendable () -> Double

    /// The process itself.
    static let live = ProcessMemory(
        allocated: {
            let info = mallinfo2()
            return Int(clamping: info.uordblks) &+ Int(clamping: info.hblkhd)
        },
        returnFree: {
            let before = resident()
            malloc_trim(0)
            guard before > 0 else { return 0 }
            return Double(max(before - resident(), 0)) / Double(before)
        }
    )

    /// The pages of the process that are in memory.
    private static func resident() -> Int {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return 0 }
        let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }
}
