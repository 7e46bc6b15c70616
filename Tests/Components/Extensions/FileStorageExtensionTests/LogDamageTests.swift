import CollectorAPI
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import FileStorageExtension

@Suite("Damaged storages", .timeLimit(.minutes(5))) struct LogDamageTests {
    /// A storage's file with the values of `a` to `e`, each of a record of its own.
    private func written(_ fixture: StorageFixture) async throws -> String {
        let client = try await fixture.client()
        for (number, key) in ["a", "b", "c", "d", "e"].enumerated() {
            try await client.set(key, .sample(1000, seed: number))
        }
        await client.close()
        return try #require(fixture.files().first)
    }

    private func keys(_ fixture: StorageFixture, _ settings: String = "") async throws -> Set<String> {
        let client = try await fixture.client(settings)
        let keys = try await Set(client.keys())
        for key in keys { #expect(try await client.get(key)?.count == 1000) }
        await client.close()
        return keys
    }

    @Test("a cut-off end loses the last record only, and is no alarm", arguments: [1, 500, 1020])
    func truncated(bytes: Int) async throws {
        let fixture = try StorageFixture()
        let file = try await written(fixture)
        try fixture.damage(file) { $0.removeLast(bytes) }
        #expect(try await keys(fixture) == ["a", "b", "c", "d"])
        #expect(!fixture.log.lines.contains { $0.level > .info })
    }

    @Test("a flipped bit loses the record that it is in, and is reported", arguments: 0..<40)
    func flipped(step: Int) async throws {
        let fixture = try StorageFixture()
        let file = try await written(fixture)
        var place = 0
        try fixture.damage(file) { data in
            // Everywhere in the second record: its header, its key, its value.
            let size = (data.count - 16) / 5
            place = 16 + size + step * size / 40
            data[place] ^= 0x10
        }
        #expect(try await keys(fixture) == ["a", "c", "d", "e"])
        let line = try #require(fixture.log.lines.first { $0.level == .error })
        #expect(line.message == "The storage is damaged. Keeping all that is whole.")
        #expect(line["damaged_places"] == 1)
    }

    @Test("a lost beginning, zeros in the middle and an overwritten part lose what is under them only")
    func holes() async throws {
        let fixture = try StorageFixture()
        let file = try await written(fixture)
        try fixture.damage(file) { data in
            for index in 0..<16 { data[index] = 0 }
            for index in 1500..<2600 { data[index] = 0 }
        }
        #expect(try await keys(fixture) == ["a", "d", "e"])
    }

    @Test("a file of nonsense, an empty one and one of another kind do not keep a storage from opening")
    func nonsense() async throws {
        let fixture = try StorageFixture()
        let file = try await written(fixture)
        let folder = URL(filePath: file).deletingLastPathComponent().path
        let foreign = "\(folder)/0000000000000005-00000000000000aa.log"
        _ = FileManager.default.createFile(atPath: foreign, contents: Data(repeating: 0xaa, count: 5000))
        _ = FileManager.default.createFile(atPath: "\(folder)/0000000000000006-00000000000000ab.log", contents: nil)
        _ = FileManager.default.createFile(atPath: "\(folder)/notes.txt", contents: Data([1]))
        #expect(try await keys(fixture) == ["a", "b", "c", "d", "e"])
        #expect(FileManager.default.fileExists(atPath: "\(folder)/notes.txt"))
    }

    @Test("a damaged file is put aside where the user asks for it, once what is whole was copied")
    func putAside() async throws {
        let fixture = try StorageFixture()
        let file = try await written(fixture)
        try fixture.damage(file) { $0[1500] ^= 1 }
        #expect(try await keys(fixture, "recreate: true, compaction: {on_start: true}") == ["a", "c", "d", "e"])
        let folder = URL(filePath: file).deletingLastPathComponent().path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.filter { $0.hasSuffix("Z.backup") }.count == 1)
        #expect(try await keys(fixture) == ["a", "c", "d", "e"])
    }

    @Test("a value that goes bad while the storage is open is not handed out")
    func badRead() async throws {
        let fixture = try StorageFixture()
        let client = try await fixture.client()
        try await client.set("a", .sample(1000))
        try fixture.damage(try #require(fixture.files().first)) { $0[500] ^= 1 }
        let error = await #expect(throws: StorageError.self) { try await client.get("a") }
        #expect(error?.kind == .damaged)
        await client.close()
        let again = try await fixture.client()
        #expect(try await again.get("a") == nil)
        await again.close()
    }

    @Test("no bytes make the reader fail")
    func anyBytes() throws {
        var generator = SystemRandomNumberGenerator()
        let marker: UInt64 = 0x0102_0304_0506_0708
        var builder = ByteBuilder()
        builder.append(LogRecord.fileHeader(marker: marker))
        for number in 0..<20 {
            LogRecord.append(
                [.set("key-\(number)", .sample(number * 7)), .delete("key-\(number / 2)")],
                marker: marker,
                to: &builder
            )
        }
        let whole = builder.finish()
        let contents = LogReader.read(whole, marker: marker)
        #expect(contents.changes.count == 40)
        #expect(contents.damage.isEmpty)
        for _ in 0..<2000 {
            var bytes = whole.array
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...bytes.count / 4, using: &generator))
            let found = LogReader.read(Bytes(bytes), marker: marker)
            #expect(Set(found.changes.map(\.key)).isSubset(of: Set(contents.changes.map(\.key))))
            let skipped = found.damage.reduce(0) { $0 + $1.count }
            #expect(skipped <= bytes.count)
        }
    }
}
