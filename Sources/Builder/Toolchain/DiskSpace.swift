import Foundation

/// Room on the disk, checked before a compiler runs out of it half-way.
package enum DiskSpace {
    /// What a first build of the whole library takes, with a margin.
    private static let needed: UInt64 = 700 << 20

    package static func check(folder: String, into diagnostics: inout Diagnostics) {
        guard let free = free(at: folder), free < needed else { return }
        diagnostics.error(
            "only \(free >> 20) MB are free for compiling in \(folder), \(needed >> 20) MB are needed",
            fix: "make room, or name another folder by \(BuildCache.variable)"
        )
    }

    /// The bytes that a user may still write in the nearest existing folder.
    private static func free(at folder: String) -> UInt64? {
        var url = URL(fileURLWithPath: folder)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
        var facts = statvfs()
        guard statvfs(url.path, &facts) == 0 else { return nil }
        return UInt64(facts.f_bavail) &* UInt64(facts.f_frsize)
    }
}
