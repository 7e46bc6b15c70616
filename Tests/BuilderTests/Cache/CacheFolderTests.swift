import Foundation
import Testing

@testable import Builder

@Suite struct CacheFolderTests {
    private let folder: TemporaryFolder
    private let cache: CacheFolder

    init() throws {
        folder = try TemporaryFolder()
        cache = CacheFolder(environment: [CacheFolder.variable: folder.path + "/cache"])
    }

    /// A library's folder of some size, used some seconds ago.
    private func add(_ name: String, kilobytes: Int, age: Double) throws {
        try folder.write("", to: "libraries/\(name)/Package.swift")
        try folder.write(folder.path + "/libraries/\(name)", to: "cache/\(name)/library")
        try folder.write(String(repeating: "x", count: kilobytes << 10), to: "cache/\(name)/scratch/a.o")
        CacheUsage.noteUse(of: cache.path + "/" + name)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -age)],
            ofItemAtPath: cache.path + "/" + name + "/used"
        )
    }

    @Test func whatWasUsedLongestAgoGoesFirst() throws {
        try add("old", kilobytes: 400, age: 300)
        try add("older", kilobytes: 400, age: 400)
        try add("new", kilobytes: 400, age: 1)
        #expect(cache.entries.map(\.name) == ["new", "old", "older"])
        #expect(cache.entries.allSatisfy { $0.bytes >= 400 << 10 })
        #expect(cache.prune(to: ByteCount(900 << 10)).map(\.name) == ["older"])
        #expect(cache.prune(to: ByteCount(900 << 10)) == [])
        #expect(cache.entries.map(\.name) == ["new", "old"])
    }

    @Test func whatIsInUseStays() throws {
        try add("used", kilobytes: 10, age: 100)
        try add("kept", kilobytes: 10, age: 50)
        try add("free", kilobytes: 10, age: 1)
        let lock = try CacheLock.take(cache.lockFile(of: "used")) { _ in }
        lock.whileHeld {
            #expect(cache.prune(to: ByteCount(-1), keeping: "kept").map(\.name) == ["free"])
            #expect(cache.entries.first { $0.name == "used" }?.holder?.process == getpid())
        }
    }

    @Test func theLimitIsTheEnvironmentsOrTheDefault() {
        var diagnostics = Diagnostics()
        func limit(_ text: String?) -> Int {
            let environment = text.map { [CacheFolder.limitVariable: $0] } ?? [:]
            return CacheFolder.limit(environment: environment, into: &diagnostics).bytes
        }
        #expect(limit(nil) == 10 << 30)
        #expect(limit("2GB") == 2 << 30)
        #expect(diagnostics.sorted == [])
        _ = limit("much")
        #expect(
            diagnostics.sorted.map(\.description) == [
                "error: SWIFT_OCB_CACHE_LIMIT is no size: \"much\"; write it like 10GB or 500MB"
            ]
        )
    }

    @Test(arguments: [
        ("12MB", 12 << 20), ("12 MiB", 12 << 20), ("1.5GB", 3 << 29), ("800K", 800 << 10), ("42", 42), ("0", 0),
    ])
    func sizesAreReadAsPeopleWriteThem(text: String, bytes: Int) {
        #expect(ByteCount(text)?.bytes == bytes)
    }

    @Test(arguments: ["", "MB", "-1", "12 parsecs", "1e99GB", "999999999999GB", "1..2"])
    func whatIsNoSizeIsNone(text: String) {
        #expect(ByteCount(text) == nil)
    }

    @Test func sizesArePrintedWithOneDigit() {
        #expect("\(ByteCount(18 << 20 | 512 << 10))" == "18.5 MB")
        #expect("\(ByteCount(999))" == "999 B")
        #expect("\(ByteCount(3 << 30))" == "3.0 GB")
    }
}
