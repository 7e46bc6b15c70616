import CollectorAPI
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import FileStorageExtension

@Suite("Space of storages", .timeLimit(.minutes(5))) struct LogSpaceTests {
    @Test("what passes through takes no more space than what is there at a time")
    func passesThrough() async throws {
        let fixture = try StorageFixture()
        let client = try await fixture.client(
            "max_size: 1048576, compaction: {rebound_needed_threshold_mib: 1, rebound_trigger_threshold_mib: 1}"
        )
        for number in 0..<500 {
            try await client.set("\(number)", .sample(10_000))
            if number >= 10 { try await client.delete("\(number - 10)") }
        }
        #expect(fixture.size() <= 1 << 20)
        #expect(try await Set(client.keys()) == Set((490..<500).map(String.init)))
        await client.close()
    }

    @Test("a key set once does not keep the files of others, and a value set again and again takes its space once")
    func overwritten() async throws {
        let fixture = try StorageFixture()
        var client = try await fixture.client(
            "max_size: 1048576, compaction: {rebound_needed_threshold_mib: 1, rebound_trigger_threshold_mib: 1}"
        )
        try await client.set("first", .sample(7))
        for number in 0..<1000 { try await client.set("offset", .sample(5000, seed: number)) }
        #expect(fixture.size() <= 1 << 20)
        await client.close()
        client = try await fixture.client()
        #expect(try await client.get("first") == .sample(7))
        #expect(try await client.get("offset") == .sample(5000, seed: 999))
        await client.close()
    }

    @Test("a full storage refuses new data, keeps what it has, and takes new data when there is room again")
    func full() async throws {
        let fixture = try StorageFixture()
        var client = try await fixture.client(
            "max_size: 1048576, compaction: {rebound_needed_threshold_mib: 1, rebound_trigger_threshold_mib: 1}"
        )
        var count = 0
        while (try? await client.set("\(count)", .sample(10_000))) != nil { count += 1 }
        #expect(count > 90)
        let error = await #expect(throws: StorageError.self) { try await client.set("more", .sample(10_000)) }
        #expect(error?.kind == .full)
        #expect(error?.message.contains("max_size is 1048576 bytes") == true)
        #expect(fixture.log.lines.filter { $0.message == "The storage is full. It takes no new data." }.count == 1)
        #expect(try await client.get("0") == .sample(10_000))
        for number in 0..<50 { try await client.delete("\(number)") }
        for number in 0..<40 { try await client.set("again-\(number)", .sample(10_000)) }
        #expect(fixture.log.messages.contains("The storage has room again."))
        await client.close()
        client = try await fixture.client()
        #expect(try await client.keys().count == count - 50 + 40)
        await client.close()
    }

    @Test("an emptied storage gives its space back, and stays empty after a restart")
    func emptied() async throws {
        let fixture = try StorageFixture()
        var client = try await fixture.client()
        for number in 0..<600 { try await client.set("\(number)", .sample(100_000)) }
        #expect(fixture.files().count > 1)
        for number in 0..<600 { try await client.delete("\(number)") }
        #expect(fixture.size() < 5 << 20)
        await client.close()
        client = try await fixture.client()
        #expect(try await client.keys() == [])
        await client.close()
    }

    @Test("compaction at the start writes files without what was deleted")
    func compactionOnStart() async throws {
        let fixture = try StorageFixture()
        var client = try await fixture.client()
        try await leaveOne(client)
        await client.close()
        #expect(fixture.size() > 2_000_000)
        client = try await fixture.client("compaction: {on_start: true}")
        #expect(fixture.size() < 30_000)
        #expect(try await client.get("99") == .sample(20_000, seed: 99))
        await client.close()
    }

    @Test("compaction when a large backlog is gone does the same, while the storage is open")
    func compactionOnRebound() async throws {
        let fixture = try StorageFixture()
        let client = try await fixture.client(
            "compaction: {on_rebound: true, rebound_needed_threshold_mib: 1, rebound_trigger_threshold_mib: 1}"
        )
        try await leaveOne(client)
        await fixture.clock.waitForSleepers()
        fixture.clock.advance(by: .seconds(5))
        await fixture.log.wait(for: "Compacted the storage")
        #expect(fixture.size() < 30_000)
        #expect(try await client.get("99") == .sample(20_000, seed: 99))
        await client.close()
    }

    /// Sets a hundred values, and deletes all but the last.
    private func leaveOne(_ client: any StorageClient) async throws {
        for number in 0..<100 { try await client.set("\(number)", .sample(20_000, seed: number)) }
        for number in 0..<99 { try await client.delete("\(number)") }
    }
}
