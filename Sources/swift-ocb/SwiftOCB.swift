import ArgumentParser
import Builder

/// The tool: `swift-ocb` builds, and its commands look around.
@main
struct SwiftOCB: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swift-ocb",
        abstract: "Build an OpenTelemetry Collector from a manifest.",
        discussion: """
            It reads the manifests of ocb, the OpenTelemetry Collector Builder: a component named by its Go module becomes \
            its Swift counterpart.

            A manifest:

            \(SampleManifest.text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n"))
            """,
        subcommands: [BuildCommand.self, ComponentsCommand.self, InitCommand.self, VersionCommand.self],
        defaultSubcommand: BuildCommand.self
    )

    static func main() {
        // Errors of parsing are printed and exit by the parser; 1 is ocb's only exit code for an error.
        do {
            var command = try parseAsRoot(GoFlags.normalized(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            let code = exitCode(for: error)
            guard code != .success, !(error is ExitCode) else { exit(withError: error) }
            Console.standardError.print(fullMessage(for: error))
            exit(withError: ExitCode(1))
        }
    }
}
