import Pdata
import Testing

@testable import CollectorService

@Suite(.timeLimit(.minutes(5))) struct BenchTests {
    @Test func everyComponentHasItsLine() async throws {
        let flags = BenchSettings.flags
        let settings = try BenchSettings(
            try Arguments(["--duration", "300ms", "--items", "20", "--rate=50000"], flags: flags)
        )
        let command = BenchCommand(loader: Rehearsed.loader(Rehearsed.configuration), settings: settings)
        let (status, said) = try await Rehearsed.command { try command.run($0) }
        #expect(status == 0)
        let lines = said.split(separator: "\n").map(String.init)
        for name in ["decode and check", "processor attributes", "processor batch", "all"] {
            #expect(lines.contains { $0.hasPrefix("  \(name) ") && $0.hasSuffix(" %") }, "\(name) in \(said)")
        }
        #expect(lines.contains { $0.hasPrefix("traces: ") && $0.hasSuffix(", 20 a request") })
        #expect(lines.contains { $0.contains("50000 items/s need ") })
        #expect(lines.contains { $0.hasPrefix("Memory: ") })
    }

    @Test(arguments: [["--duration", "0s"], ["--duration", "soon"], ["--items", "0"], ["--rate", "-1"]])
    func whatCannotBeMeasuredIsRefused(words: [String]) throws {
        let arguments = try Arguments(words, flags: BenchSettings.flags)
        #expect(throws: ServiceError.self) { try BenchSettings(arguments) }
    }

    @Test(arguments: [Signal.traces, .metrics, .logs])
    func theLoadIsWhatIsAskedFor(signal: Signal) throws {
        try check(signal.dataType)
    }

    private func check<Data: PipelineData>(_ type: Data.Type) throws {
        let requests = try BenchLoad.requests(type, items: 7)
        #expect(Set(requests).count == requests.count)
        for request in requests {
            #expect(try Data(validating: request).itemCount == 7)
            #expect((2000...6000).contains(request.count), "\(request.count) bytes")
        }
    }

    @Test func figuresAreRoundedNotCut() {
        #expect(BenchResult.decimal(0.0996, 2) == "0.10")
        #expect(BenchResult.decimal(12.345, 0) == "12")
        #expect(BenchResult.decimal(3.05, 1) == "3.1" || BenchResult.decimal(3.05, 1) == "3.0")
        let result = BenchResult(
            signal: .logs,
            items: 1_000_000,
            itemsPerRequest: 100,
            elapsed: .seconds(2),
            total: .seconds(1),
            parts: [("decode and check", .milliseconds(250)), ("processor p", .milliseconds(500))]
        )
        #expect(
            result.table == """
                logs: 1000000 items in 2.0 s, 100 a request
                                              µs/item   share
                  decode and check              0.250    25 %
                  processor p                   0.500    50 %
                  timers, tasks and the rest    0.250    25 %
                  all                           1.000   100 %

                """
        )
        #expect(result.cores(for: 50_000) == 0.05)
        #expect(result.itemsPerCore == 1_000_000)
    }
}
