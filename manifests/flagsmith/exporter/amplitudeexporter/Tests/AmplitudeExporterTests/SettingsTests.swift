import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Foundation
import Testing

@testable import AmplitudeExporter

@Suite("Settings") struct SettingsTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func errors(_ yaml: String) -> String {
        do throws(ConfigErrors) {
            _ = try AmplitudeExporterSettings.decode(yaml: yaml)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("have Flagsmith's defaults")
    func defaults() throws {
        let settings = try AmplitudeExporterSettings.decode(yaml: "api_key: k")
        #expect(settings.endpoint == "https://api2.amplitude.com/2/httpapi")
        #expect(settings.userIDAttribute == "organisation.id")
        #expect(settings.userIDPrefix == "org:")
        #expect(settings.events == [])
        #expect(settings.timeout.timeout == .seconds(5))
        #expect(settings.retry.value?.maxElapsedTime == .seconds(300))
        #expect(!settings.queue.isEnabled)
        #expect(AmplitudeExporterSettings.declarationProblems() == [])
    }

    @Test(
        "that cannot work are refused",
        arguments: [
            ("{}", "api_key is required"), ("api_key: \"\"", "api_key is required"),
            ("{api_key: k, endpoint: \"\"}", "endpoint is required"),
            ("{api_key: k, endpoint: api2.amplitude.com}", "has no scheme: http:// or https://"),
            ("{api_key: k, events: [\"[invalid\"]}", "invalid event_allowlist pattern: [invalid"),
            ("{api_key: k, event: [a]}", "did you mean 'events'?"),
            ("{api_key: k, timeout: -1s}", "'timeout' must be non-negative"),
        ]
    )
    func refused(yaml: String, message: String) { #expect(errors(yaml).contains(message)) }

    @Test("never print the key")
    func secret() throws {
        let settings = try AmplitudeExporterSettings.decode(yaml: "api_key: hunter2")
        #expect(!"\(settings)".contains("hunter2"))
        #expect(!"\(settings.encoded(redacted: true))".contains("hunter2"))
    }

    @Test("keep the contract of components, with every example", .timeLimit(.minutes(5)))
    func contract() async {
        let examples = ContractExample.all(in: Self.package + "/Examples").map { example in
            // Nobody answers there: tests send nothing to Amplitude.
            let lines = example.text.split(separator: "\n").filter { !$0.hasPrefix("endpoint:") }
            return ContractExample(
                example.name,
                (lines + ["endpoint: http://amplitude.invalid/2/httpapi"]).joined(separator: "\n")
            )
        }
        #expect(examples.count == 3)
        #expect(await Contract.violations(of: AmplitudeExporterFactory(), examples: examples) == [])
    }

    @Test("stand in the README as they are declared")
    func table() throws {
        let path = Self.package + "/README.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- settings: written by UPDATE_TABLES=1 swift test -->\n"))
        let end = try #require(text.range(of: "<!-- end of settings -->"))
        let table = AmplitudeExporterSettings.markdownTable()
        guard ProcessInfo.processInfo.environment["UPDATE_TABLES"] == "1" else {
            #expect(text[begin.upperBound..<end.lowerBound] == table)
            return
        }
        try text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
            .write(toFile: path, atomically: true, encoding: .utf8)
    }
}
