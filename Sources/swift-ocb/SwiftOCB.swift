import ArgumentParser
import Builder
internal import CollectorConfig

/// The tool: it builds, and its commands look around.
@main
struct SwiftOCB: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swift-ocb",
        abstract: BuildCommand.configuration.abstract,
        subcommands: commands
    )

    /// What can be done beside building.
    static let commands: [any ParsableCommand.Type] = [
        BenchCommand.self, CacheCommand.self, CheckComponentCommand.self, ComponentsCommand.self, DiffCommand.self,
        DoctorCommand.self, DriftCommand.self, FromConfigCommand.self, GenerateCommand.self, ImageCommand.self,
        InitCommand.self, LockCommand.self, ManualCommand.self, NewCommand.self, PackageCommand.self, RunCommand.self,
        SchemaCommand.self, TestCommand.self, VerifyCommand.self, VersionCommand.self, WhyCommand.self,
    ]

    static func main() {
        var arguments = GoFlags.normalized(Array(CommandLine.arguments.dropFirst()))
        // Building has options of its own that a command after them must not lose, so the first word decides.
        let isCommand = arguments.first.map { first in
            commands.contains { $0.configuration.commandName == first } || (first == "help" && arguments.count > 1)
        }
        if isCommand == true { return run(SwiftOCB.self, arguments) }
        if arguments.first == "build" { arguments.removeFirst() }
        if arguments == ["help"] { arguments = ["--help"] }
        if let word = arguments.first, !word.isEmpty, !word.hasPrefix("-") { return reportUnknown(word) }
        run(BuildCommand.self, arguments)
    }

    /// Ends the tool: `word` stands where a command would.
    private static func reportUnknown(_ word: String) {
        let names = ["build", "help"] + commands.compactMap { $0.configuration.commandName }
        let fix =
            nearestMatch(word, in: names).map { "did you mean \"\($0)\"?" }
            ?? "a manifest is named by --config; the commands are \(names.sorted().joined(separator: ", "))"
        Console.standardError.print("error: there is no command \"\(word)\"; \(fix)")
        exit(withError: ExitCode(1))
    }

    /// Parses and runs; an error is printed once, and ends the tool with ocb's only code for it.
    private static func run<Root: ParsableCommand>(_ root: Root.Type, _ arguments: [String]) {
        do {
            var command = try root.parseAsRoot(arguments)
            try command.run()
        } catch let code as ExitCode {
            root.exit(withError: code)
        } catch {
            guard !root.exitCode(for: error).isSuccess else { root.exit(withError: error) }
            Console.standardError.print("error: \(root.message(for: error))")
            root.exit(withError: ExitCode(1))
        }
    }
}
