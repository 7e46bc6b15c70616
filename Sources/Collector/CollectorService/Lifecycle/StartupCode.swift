internal import Glibc

/// Lets go of the code that only starting needed: most of what an idle collector keeps in memory.
enum StartupCode {
    /// Unmaps the pages of the program's code from the process; those that are needed again come back from the system's
    /// cache of the file, without being read anew.
    ///
    /// Does nothing where `/proc` does not say where the code lies.
    static func release() {
        guard let program, let maps = text(of: "/proc/self/maps") else { return }
        for line in maps.split(separator: "\n") where line.hasSuffix(program) {
            let words = line.split(separator: " ", maxSplits: 2)
            // Pages that were written to, as by the loader, would be lost: code is not.
            guard words.count == 3, words[1] == "r-xp" else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }

    /// The path of the program's file, as `/proc/self/maps` has it.
    private static var program: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let base = buffer.baseAddress, case let count = readlink("/proc/self/exe", base, buffer.count),
                count > 0
            else { return nil }
            return String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
        }
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            while case let count = fread(buffer.baseAddress, 1, buffer.count, file), count > 0 {
                bytes += buffer[..<count]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
