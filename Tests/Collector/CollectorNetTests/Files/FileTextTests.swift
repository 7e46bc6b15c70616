import CollectorAPI
import Foundation
import Synchronization
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct FileTextTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()

    private func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    @Test func noticesWhatChangesWhileTheStartReads() async throws {
        try write("old")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (texts, taken) = AsyncStream.makeStream(of: String.self)
        let file = FileText(path, logger: Logger(TLSLog())) { text in
            // A rotation right after the file was read.
            if text == "old" { try write("new") }
            taken.yield(text)
        }
        try await file.start()
        var found: [String] = []
        for await text in texts {
            found.append(text)
            if text == "new" { break }
        }
        #expect(found.first == "old")
        await file.shutdown()
    }

    @Test func readsAwayFromTheLoops() async throws {
        try write("text")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let wasOnLoop = Mutex<Bool?>(nil)
        let file = FileText(path, logger: Logger(TLSLog())) { _ in
            wasOnLoop.withLock { $0 = EventLoop.current != nil }
        }
        try await Task(executorPreference: LoopGroup.shared.next()) { try await file.start() }.value
        #expect(wasOnLoop.withLock { $0 } == false)
        await file.shutdown()
    }

    @Test func startsAgainAfterAReadingThatFailed() async throws {
        let log = TLSLog()
        let file = FileText(path, logger: Logger(log)) { _ in }
        await #expect(throws: FileError.self) { try await file.start() }
        try write("text")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await file.start()
        try write("changed")
        _ = await log.line(with: "Read a changed file")
        await file.shutdown()
    }
}
