import CollectorAPI
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import FileStorageExtension

@Suite("File storage", .timeLimit(.minutes(5))) struct FileStorageExtensionTests {
    @Test("what is set is there after a restart, what is deleted is not")
    func restart() async throws {
        let fixture = try StorageFixture()
        var client = try await fixture.client()
        try await client.set("a", .sample(10))
        try await client.set("b", .sample(20))
        try await client.set("a", .sample(30))
        try await client.set("c", Bytes())
        try await client.delete("b")
        try await client.delete("never there")
        #expect(try await client.get("a") == .sample(30))
        await client.close()
        client = try await fixture.client()
        #expect(try await client.get("a") == .sample(30))
        #expect(try await client.get("b") == nil)
        #expect(try await client.get("c") == Bytes())
        #expect(try await Set(client.keys()) == ["a", "c"])
        await client.close()
    }

    @Test("a batch takes effect in order and as a whole, and gets what was there at its place")
    func batch() async throws {
        let fixture = try StorageFixture()
        let client = try await fixture.client()
        let found = try await client.perform([
            .get("a"), .set("a", .sample(1)), .get("a"), .set("b", .sample(2)), .delete("a"), .get("a"), .get("b"),
        ])
        #expect(found == [nil, nil, .sample(1), nil, nil, nil, .sample(2)])
        await client.close()
        // A batch whose record is not whole never happened.
        try fixture.damage(try #require(fixture.files().first)) { $0.removeLast() }
        let again = try await fixture.client()
        #expect(try await again.keys() == [])
        await again.close()
    }

    @Test("many callers at once share writes, and each finds its own")
    func concurrent() async throws {
        let fixture = try StorageFixture()
        let client = try await fixture.client("fsync: true")
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask { try? await client.set("key-\(number)", .sample(100, seed: number)) }
            }
        }
        for number in 0..<200 { #expect(try await client.get("key-\(number)") == .sample(100, seed: number)) }
        await client.close()
    }

    @Test("a value may be large, and a key any text")
    func extremes() async throws {
        let fixture = try StorageFixture()
        var client = try await fixture.client()
        try await client.set("käse/\u{0}\n🧀", .sample(20 << 20))
        try await client.set("", .sample(3))
        await client.close()
        client = try await fixture.client()
        #expect(try await client.get("käse/\u{0}\n🧀") == .sample(20 << 20))
        #expect(try await client.get("") == .sample(3))
        await client.close()
    }

    @Test("a directory belongs to one client at a time")
    func exclusive() async throws {
        let fixture = try StorageFixture()
        let first = try await fixture.client()
        let error = await #expect(throws: StorageError.self) { try await fixture.client("timeout: 0s") }
        #expect(error?.kind == .inUse)
        #expect(error?.message.contains("timeout") == true)
        let other = try await fixture.client(name: "logs")
        await other.close()
        await first.close()
        let second = try await fixture.client("timeout: 0s")
        await second.close()
        await #expect(throws: StorageError.self) { try await second.set("a", .sample(1)) }
        await #expect(throws: StorageError.self) { try await second.keys() }
    }

    @Test(
        "clients are named as upstream names them",
        arguments: [
            (ComponentKind.receiver, "filelog", "", "receiver_filelog_.store"),
            (.receiver, "journald/x", "", "receiver_journald_x.store"),
            (.exporter, "otlp/backend", "traces", "exporter_otlp_backend_traces.store"),
            (.receiver, "x/a/b", "", "receiver_x_a~002Fb.store"), (.provider, "x/é", "", "other_x_~00E9.store"),
        ]
    )
    func names(kind: ComponentKind, id: String, name: String, expected: String) throws {
        #expect(StorageName(kind: kind, id: try ComponentID(parsing: id), name: name).text == expected)
    }

    @Test("a name too long for a file system is cut, and stays distinct")
    func longNames() throws {
        let names = ["a", "b"].map { ending in
            StorageName(
                kind: .exporter,
                id: ComponentID("x", name: String(repeating: "~", count: 500) + ending),
                name: ""
            )
        }
        #expect(names.allSatisfy { $0.isHashed && $0.text.utf8.count <= 210 })
        #expect(names[0].text != names[1].text)
    }

    @Test("a missing directory is made with its permissions when the user asks for it")
    func createsDirectory() async throws {
        let fixture = try StorageFixture()
        let path = "\(fixture.path)/a/b"
        let config = try FileStorageSettings.decode(
            yaml: "{directory: \"\(path)\", create_directory: true, directory_permissions: \"0700\"}"
        )
        let storage = FileStorageExtension(config, .test("file_storage", kind: .extension))
        try await storage.start(TestHost())
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        try await storage.shutdown()
    }

    @Test("leftovers of the Go collector's compaction are removed, its files are left alone and told of")
    func goCollector() async throws {
        let fixture = try StorageFixture()
        _ = FileManager.default.createFile(atPath: "\(fixture.path)/tempdb123", contents: nil)
        let old = "\(fixture.path)/exporter_otlp_grpc__traces"
        _ = FileManager.default.createFile(atPath: old, contents: Data([1, 2, 3]))
        let client = try await fixture.client("compaction: {cleanup_on_start: true}")
        await client.close()
        #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/tempdb123"))
        #expect(FileManager.default.contents(atPath: old) == Data([1, 2, 3]))
        #expect(fixture.log.messages.contains("The Go collector's storage is not read, and left as it is"))
    }
}
