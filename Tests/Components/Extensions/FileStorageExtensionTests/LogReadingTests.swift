import CollectorAPI
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import FileStorageExtension

@Suite("Reading storages", .timeLimit(.minutes(5))) struct LogReadingTests {
    /// A store with `a` and `b` in a sealed file, and that file's path.
    private func store(_ fixture: StorageFixture) async throws -> (store: LogStore, path: String) {
        let client = try await fixture.client()
        for key in ["a", "b"] { try await client.set(key, .sample(1000)) }
        await client.close()
        let path = try #require(fixture.files().first)
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let context = ComponentContext.test("file_storage", kind: .extension, log: fixture.log)
        return (try LogStore(.init(directory: Directory(folder)), context.logger), path)
    }

    private func error(_ result: Result<[Bytes?], StorageError>) -> StorageError? {
        guard case .failure(let error) = result else { return nil }
        return error
    }

    @Test("a file that cannot be opened for now fails what reads it, also beside what writes, and is read later")
    func passingFailure() async throws {
        let fixture = try StorageFixture()
        let (store, path) = try await store(fixture)
        // A symbolic link to itself: the system refuses to open it, as it does without descriptors to spare.
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
        let results = store.perform([[.get("a")], [.set("c", .sample(5))], [.get("b")]])
        #expect(results.map { error($0)?.kind } == [.failed, nil, .failed])
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        #expect(try store.perform([[.get("a"), .get("c")]])[0].get() == [.sample(1000), .sample(5)])
    }

    @Test("a file that was read stays open for the next reads")
    func staysOpen() async throws {
        let fixture = try StorageFixture()
        let (store, path) = try await store(fixture)
        #expect(try store.perform([[.get("a")]])[0].get() == [.sample(1000)])
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(try store.perform([[.get("b")]])[0].get() == [.sample(1000)])
    }

    @Test("a file that is gone is damage: waiting does not bring it back")
    func gone() async throws {
        let fixture = try StorageFixture()
        let (store, path) = try await store(fixture)
        try FileManager.default.removeItem(atPath: path)
        #expect(error(store.perform([[.get("a")]])[0])?.kind == .damaged)
    }
}
