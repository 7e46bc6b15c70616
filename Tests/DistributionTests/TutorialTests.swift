import Foundation
import Testing

/// A stranger follows docs/write-a-component.md: its commands, its change and its manifest, as they stand there.
@Suite(.serialized, .timeLimit(.minutes(30))) struct TutorialTests {
    /// Makes the tutorial's collector listen where no other test does, and serve no metrics.
    private static let apart = [
        "receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0", "receivers.otlp.protocols.http.endpoint=127.0.0.1:0",
        "service.telemetry.metrics.level=none",
    ].map { " --set \($0)" }.joined()

    @Test func aStrangerGetsToACollectorOfTheirOwn() async throws {
        let tutorial = try Tutorial(Repository.root + "/docs/write-a-component.md")
        var shell = try Shell(in: Repository.scratch("tutorial"))
        var reports = ""
        var running: String?
        for block in tutorial.blocks {
            switch (block.language, block.note) {
            case ("sh", "runs"):
                running = block.text.trimmingCharacters(in: .whitespacesAndNewlines) + " --" + Self.apart
            case ("sh", "meanwhile"):
                try await send(block.text, to: try #require(running), shell)
            case ("sh", let note):
                let commands = block.text.replacing("swift-ocb bench ", with: "swift-ocb bench --duration 1s ")
                let ending = try await shell.run(commands)
                let isExpected = note == "fails" ? ending.exitCode == 1 : ending.exitCode == 0
                try #require(isExpected, "\(block.text)\(ending.output)\(ending.errors.joined(separator: "\n"))")
                reports += ending.output
            case ("diff", _):
                try block.text.write(toFile: shell.folder + "/change.diff", atomically: true, encoding: .utf8)
                let ending = try await shell.run("git apply change.diff && rm change.diff")
                try #require(ending.exitCode == 0, "\(ending.errors)")
            case ("yaml", let name) where !name.isEmpty:
                try block.text.write(toFile: "\(shell.folder)/\(name)", atomically: true, encoding: .utf8)
            default: break
            }
        }
        // Three reports of the suite, and two tests that pass or record; one fails, and shows what the change does.
        #expect(reports.components(separatedBy: "all is well\n").count == 6)
        let added = reports.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("+ ") }
        #expect(added.contains { $0.contains("\"staging\"") })
        #expect(reports.contains("processor tenant"))
        #expect(reports.contains("50000 items/s need "))
        #expect(reports.contains("name: tenant\n"))
    }

    /// Starts the collector, sends it spans by the page's own command, and waits until it has printed them.
    private func send(_ command: String, to collector: String, _ shell: Shell) async throws {
        try await shell.start(collector) { program in
            var address: String?
            for await line in program.errors where line.contains("Starting HTTP server") {
                address = line.firstMatch(of: /127\.0\.0\.1:\d+/).map { String($0.0) }
                break
            }
            var sender = shell
            let sent = try await sender.run(command.replacing("localhost:4318", with: try #require(address)))
            #expect(sent.exitCode == 0, "\(sent.errors)")
            var missing: Set = ["environment: Str(development)", "environment: Str(staging)"]
            for await line in program.errors {
                missing = missing.filter { !line.contains($0) }
                if missing.isEmpty { break }
            }
            #expect(missing.isEmpty)
            program.stop(by: SIGINT)
            // The collector took the tool's place, so that this is its own exit code.
            let ending = await program.ending()
            #expect(ending.exitCode == 0)
            #expect(ending.errors.contains { $0.contains("Shutdown complete") })
        }
    }
}
