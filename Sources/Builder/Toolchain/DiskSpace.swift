import Foundation

/// Room on the disk, checked before a compiler runs out of it half-way.
package enum DiskSpace {
    /// What a first build of the whole library takes, with a margin.
    package static let forCompiling = 700 << 20
    /// What the sources and the binary of a distribution take, with a margin.
    package static let forOutput = 50 << 20

    /// Reports a disk that is too full.
    ///
    /// - Parameters:
    ///   - needed: in bytes.
    ///   - fix: how to name another folder.
    package static func check(folder: String, needed: Int, fix: String, into diagnostics: inout Diagnostics) {
        guard let free = free(at: folder), free < needed else { return }
        diagnostics.error(
            "only \(free >> 20) MB are free in \(folder), and the build needs \(needed >> 20) MB there",
            fix: "make room, or \(fix)"
        )
    }

    /// The bytes that a user may still write in the nearest existing folder.
    private static func free(at folder: String) -> Int? {
        var url = URL(fileURLWithPath: folder)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
        var facts = statvfs()
        guard statvfs(url.path, &facts) == 0 else { return nil }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return overflow ? .max : Int(clamping: bytes)
    }
}
