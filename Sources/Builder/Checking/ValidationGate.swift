internal import CollectorConfig
import Foundation

/// Has a distribution that was built judge the configurations by its own `validate`.
struct ValidationGate {
    let configs: [LoadedConfig]
    let environment: [String: String]
    let reporter: any BuildReporter
    let isVerbose: Bool
    /// What the binary is built for; nil for this machine.
    var target: BuildTarget?

    /// Reports what `binary` has against the configurations.
    func check(_ binary: String, into diagnostics: inout Diagnostics) throws {
        if let target, !target.runsHere {
            guard !configs.isEmpty else { return }
            return diagnostics.note(
                "the collector's own validate has not judged the configurations: it runs on \(target.triple.platform) only"
            )
        }
        for config in configs {
            var lines: [String] = []
            let command = Subprocess(binary, arguments(config), environment: environment)
            if isVerbose { reporter.output("$ \(command.commandLine)") }
            let ending = try command.run(.long) { lines.append($0) }
            if case .interrupted(let signal) = ending { raise(signal) }
            guard ending.exitCode != 0 else {
                reporter.status("Validated \(config.sources.words)")
                continue
            }
            report(lines, ending.exitCode, config, into: &diagnostics)
        }
    }

    private func arguments(_ config: LoadedConfig) -> [String] {
        let carriesProfiles = ConfigUse(config.root).pipelines.contains { $0.signal == "profiles" }
        return ["validate"] + config.sources.uris.flatMap { ["--config", $0] }
            + (carriesProfiles ? ["--feature-gates=service.profilesSupport"] : [])
    }

    private func report(
        _ lines: [String],
        _ exitCode: Int32,
        _ config: LoadedConfig,
        into diagnostics: inout Diagnostics
    ) {
        // Where the machine that runs it knows more than this one, a failure here says little.
        let severity: Diagnostic.Severity = config.unknown.isEmpty ? .error : .warning
        let found = lines.compactMap { Self.diagnostic(in: $0, severity) }
        for diagnostic in found { diagnostics.append(diagnostic) }
        let errors = found.isEmpty ? lines.filter { !$0.isEmpty } : []
        let unknown = config.unknown.map { "${\($0)}" }.joined(separator: ", ")
        diagnostics.append(
            Diagnostic(
                severity,
                "the collector's own validate refuses \(config.sources.words)"
                    + (errors.isEmpty ? ", exit code \(exitCode)" : ": \(errors.joined(separator: " "))"),
                fix: config.unknown.isEmpty ? nil : "not known here: \(unknown)"
            )
        )
    }

    /// The error in a line such as `collector.yaml:4:5: error: …`, which may stand behind `Error: invalid configuration:`.
    private static func diagnostic(in line: String, _ severity: Diagnostic.Severity) -> Diagnostic? {
        guard let match = line.wholeMatch(of: /(?:Error: (?:[a-z ]+: )*)?(.+?):(\d+):(\d+): error: (.+)/),
            let row = Int(match.2),
            let column = Int(match.3)
        else { return nil }
        return Diagnostic(
            severity,
            String(match.4),
            at: SourcePosition(file: String(match.1), line: row, column: column)
        )
    }
}
