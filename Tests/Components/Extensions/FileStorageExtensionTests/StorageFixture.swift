import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Foundation
import Pdata

@testable import FileStorageExtension

/// A directory for one test, and storages in it.
final class StorageFixture: Sendable {
    let path: String
    let log = RecordingLogSink()
    let clock = TestClock()

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "storage-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A running storage with `settings`, YAML in flow style without braces.
    func storage(_ settings: String = "") async throws -> any StorageExtension {
        let config = try FileStorageSettings.decode(yaml: "{directory: \"\(path)\", \(settings)}")
        let context = ComponentContext.test("file_storage", kind: .extension, log: log)
        let storage = FileStorageExtension(config, context)
        try await storage.start(TestHost(clock: clock))
        return storage
    }

    /// A client of a storage with `settings`, as an exporter's queue has one.
    func client(_ settings: String = "", name: String = "traces") async throws -> any StorageClient {
        try await storage(settings).client(kind: .exporter, id: ComponentID("otlp_grpc"), name: name)
    }

    /// The files of the client called `name`, oldest first.
    func files(_ name: String = "traces") -> [String] {
        let folder = "\(path)/exporter_otlp_grpc__\(name).store"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".log") }.sorted().map { "\(folder)/\($0)" }
    }

    /// The bytes of all the files of the client called `name`.
    func size(_ name: String = "traces") -> Int {
        files(name).reduce(0) { $0 + ((try? Data(contentsOf: URL(filePath: $1)).count) ?? 0) }
    }

    /// Changes the file at `path`.
    func damage(_ path: String, _ change: (inout Data) -> Void) throws {
        var data = try Data(contentsOf: URL(filePath: path))
        change(&data)
        try data.write(to: URL(filePath: path))
    }
}

extension Bytes {
    /// `count` bytes that differ by `seed`.
    static func sample(_ count: Int, seed: Int = 0) -> Bytes {
        [UInt8](repeating: UInt8(truncatingIfNeeded: seed &+ 1), count: count).withUnsafeBytes { Bytes(copying: $0) }
    }
}
