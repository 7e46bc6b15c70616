internal import BenchmarkKit
internal import Foundation

/// Measures collectors.
@main
struct Program {
    static func main() {
        // A collector that is gone is an error to report, not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        let interruptions = [SIGINT, SIGTERM].map(endOn)
        defer { withExtendedLifetime(interruptions) {} }
        do {
            exit(try run(Arguments(Array(CommandLine.arguments.dropFirst()))))
        } catch {
            say("error: \(error)")
            exit(2)
        }
    }

    /// Ends this process and its collectors when `number` comes.
    private static func endOn(_ number: Int32) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            RunningCollectors.shared.kill()
            exit(128 + number)
        }
        source.activate()
        return source
    }

    /// Returns 1 when a scenario failed, or something acknowledged was lost.
    private static func run(_ arguments: Arguments) throws -> Int32 {
        let all = try ScenarioFolder.read(arguments.scenarios)
        if arguments.isList {
            for variant in all {
                show(variant.name.padding(toLength: 24, withPad: " ", startingAt: 0) + variant.scenario.title)
            }
            return 0
        }
        let chosen = ScenarioFolder.select(arguments.names, from: all)
        guard !chosen.isEmpty else {
            throw Mistake("no scenario is named so; there are: \(all.map(\.name).joined(separator: ", "))")
        }
        let benchmark = Benchmark(
            contestants(arguments),
            repetitions: arguments.repetitions,
            share: arguments.share,
            progress: progress
        )
        var outcomes: [Outcome] = []
        var table = TableReport()
        if !arguments.isJSON { show(table.header) }
        for variant in chosen {
            let results = try benchmark.run(variant)
            outcomes += results
            clearProgress()
            if !arguments.isJSON { show(table.lines(results)) }
        }
        if arguments.isJSON { show(try JSONReport.text(outcomes)) }
        return outcomes.contains(where: \.isBad) ? 1 : 0
    }

    private static func contestants(_ arguments: Arguments) -> [Contestant] {
        let own = Contestant(name: "swift-ocb", binary: arguments.collector, configFolders: [arguments.configs])
        guard !arguments.peer.isEmpty else { return [own] }
        let folders = [arguments.peerConfigs, arguments.configs].filter { !$0.isEmpty }
        return [own, Contestant(name: "peer", binary: arguments.peer, configFolders: folders)]
    }

    /// Prints now, also where the output goes to a file.
    private static func show(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    // MARK: Progress

    private static let isTerminal = isatty(2) == 1

    /// On a terminal one line that changes, elsewhere a line each.
    private static func progress(_ text: String) {
        say(isTerminal ? "\r\u{1B}[K\(text) …" : "\(text) …", terminator: isTerminal ? "" : "\n")
    }

    private static func clearProgress() {
        if isTerminal { say("\r\u{1B}[K", terminator: "") }
    }

    private static func say(_ text: String, terminator: String = "\n") {
        FileHandle.standardError.write(Data((text + terminator).utf8))
    }
}
