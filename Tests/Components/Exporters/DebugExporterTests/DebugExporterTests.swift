import CollectorAPI
import CollectorTestKit
import DebugExporter
import Foundation
import OTLPOracle
import Pdata
import Testing

@Suite struct DebugExporterTests {
    @Test func basicCountsEachSignal() async throws {
        let bench = try Bench()
        try await bench.export(Traces(joining: [.sample(2), .sample(3)]))
        try await bench.export(Metrics.sample(3))
        try await bench.export(Logs.sample(4))
        try await bench.export(Profiles.sample(5))
        #expect(bench.log.messages == ["Traces", "Metrics", "Logs", "Profiles"])
        #expect(bench.log.lines.allSatisfy { $0.level == .info })
        #expect(
            bench.log.lines.map(\.fields) == [
                [LogField("resource spans", 2), LogField("spans", 5)],
                [LogField("resource metrics", 1), LogField("metrics", 3), LogField("data points", 3)],
                [LogField("resource logs", 1), LogField("log records", 4)],
                [LogField("resource profiles", 1), LogField("sample records", 5)],
            ]
        )
    }

    @Test(arguments: ["normal", "detailed"])
    func theTextFollowsTheCounts(verbosity: String) async throws {
        let bench = try Bench("verbosity: \(verbosity)")
        try await bench.export(Traces.sample(1))
        #expect(bench.log.lines.count == 2)
        #expect(bench.log.messages.first == "Traces")
        #expect(bench.log.lines.last?.fields.isEmpty == true)
        #expect(bench.log.messages.last?.hasSuffix("\n") == true)
    }

    @Test func nothingIsPrintedWhenTheLogIsAboveInfo() async throws {
        let bench = try Bench("verbosity: detailed", log: RecordingLogSink(level: .warn))
        try await bench.export(Traces.sample(1))
        #expect(bench.log.lines.isEmpty)
    }

    @Test func samplesEachTextBySecond() async throws {
        let bench = try Bench("{verbosity: normal, sampling_initial: 2, sampling_thereafter: 3}")
        let exporter = try await bench.traces()
        for _ in 0..<8 { try await exporter.consume(.sample(1)) }
        #expect(bench.log.messages.filter { $0 == "Traces" }.count == 4)
        #expect(bench.log.lines.count == 8)
        try await exporter.consume(.sample(1, service: "other"))
        #expect(bench.log.messages.last?.contains("other") == true)
        bench.clock.advance(by: .seconds(1))
        try await exporter.consume(.sample(1))
        #expect(bench.log.messages.suffix(2).first == "Traces")
        try await exporter.shutdown()
    }

    @Test func printsEverythingByDefault() async throws {
        let bench = try Bench()
        let exporter = try await bench.traces()
        for _ in 0..<50 { try await exporter.consume(.sample(1)) }
        #expect(bench.log.lines.count == 50)
        try await exporter.shutdown()
    }

    @Test func writesToFilesOfItsOwn() async throws {
        let folder = try Folder()
        let paths = [folder.path("a.txt"), folder.path("b.txt")]
        try Data("before\n".utf8).write(to: URL(fileURLWithPath: paths[1]))
        let bench = try Bench(
            "{use_internal_logger: false, verbosity: normal, output_paths: [\(paths[0]), \(paths[1])]}"
        )
        try await bench.export(Traces.sample(1))
        let printed = """
            Traces\t{"resource spans": 1, "spans": 1}
            ResourceTraces #0 service.name=test
            ScopeTraces #0 scope
            item-0 07070707070707070707070707070700 0909090909090900


            """
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == printed)
        #expect(try String(contentsOfFile: paths[1], encoding: .utf8) == "before\n" + printed)
        #expect(bench.log.lines.isEmpty)
    }

    @Test func aFileThatCannotBeOpenedFailsTheStart() async throws {
        let folder = try Folder()
        let bench = try Bench("{use_internal_logger: false, output_paths: [\(folder.path("missing/a.txt"))]}")
        let error = await #expect(throws: (any Error).self) { try await bench.traces() }
        #expect("\(error.map { "\($0)" } ?? "")".contains("missing/a.txt"))
    }

    @Test func countsWhatItPrints() async throws {
        let bench = try Bench()
        try await bench.export(Traces.sample(3))
        let sent = bench.metrics.snapshot().first { $0.name == "exporter_sent_spans" }
        #expect(sent?.samples.map(\.value) == [3])
    }

    @Test func refusesForNowWhatComesAfterShutdown() async throws {
        let exporter = try await Bench().traces()
        try await exporter.shutdown()
        let error = await #expect(throws: ConsumeError.self) { try await exporter.consume(.sample(1)) }
        #expect(error?.isPermanent == false)
    }

    /// A name that is printed for each of many points would fill the memory.
    @Test func textIsCutWhereItOutgrowsTheRequest() async throws {
        let metric = Metric.with {
            $0.name = String(repeating: "n", count: 1 << 20)
            $0.gauge.dataPoints = Array(repeating: .init(), count: 1000)
        }
        let printed = try await text("normal", of: metrics(metric))
        #expect(printed.utf8.count < 66 << 20)
        #expect(printed.hasSuffix("\n[The rest is left out: the text of one request is cut at 67108864 bytes.]\n"))
    }

    /// Whatever a sender may write is printed, a line for each record at least.
    @Test(arguments: (0..<15).map(UInt64.init))
    func printsAnything(seed: UInt64) async throws {
        var messages = RandomMessages(seed: seed)
        for verbosity in ["normal", "detailed"] {
            let traces = try Traces(validating: wire(messages.message(TracesRequest.self)))
            #expect(try await text(verbosity, of: traces).split(separator: "\n").count >= traces.itemCount)
            let metrics = try Metrics(validating: wire(messages.message(MetricsRequest.self)))
            #expect(try await text(verbosity, of: metrics).split(separator: "\n").count >= metrics.itemCount)
            let logs = try Logs(validating: wire(messages.message(LogsRequest.self)))
            #expect(try await text(verbosity, of: logs).split(separator: "\n").count >= logs.itemCount)
            let profiles = try Profiles(validating: wire(messages.message(ProfilesRequest.self)))
            _ = try await text(verbosity, of: profiles)
        }
    }
}

/// A folder that goes away with this value.
private final class Folder {
    private let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
