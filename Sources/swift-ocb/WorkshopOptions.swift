import ArgumentParser
import Builder
import Foundation

/// What the commands have in common that build something around a configuration, and run it.
struct WorkshopOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The collector's configuration, as the collector takes it: a file, or file:, env:, yaml:, http: or https:; may be repeated, later ones win.",
            valueName: "source"
        )
    )
    var config: [String] = []

    @Option(
        help: ArgumentHelp(
            "The manifest of the collector; by default it has what the configuration declares, and the component of the current folder.",
            valueName: "file"
        )
    )
    var manifest: String?

    @Flag(help: "Show the calls of other programs and all of their output.")
    var verbose = false

    @OptionGroup var library: LibraryOption

    /// Builds the collector; ends the run where that fails.
    func build() throws -> String {
        guard !config.isEmpty else { throw ValidationError("name the collector's configuration by --config") }
        let reporter = ConsoleReporter(printsDiagnostics: true)
        let workshop = WorkshopBuild(
            library: library.library,
            isVerbose: verbose,
            context: .current,
            reporter: reporter
        )
        let binary = workshop.collector(configs: config, around: ".", manifest: manifest)
        reporter.finish()
        guard let binary else { throw ExitCode(1) }
        return binary
    }

    /// `--config` as the collector takes it.
    var configArguments: [String] { config.flatMap { ["--config", $0] } }
}

/// Replaces this process by another program, which so gets the terminal and every signal.
enum Execution {
    static func replace(by program: String, _ arguments: [String]) throws -> Never {
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        execv(program, &words)
        Console.standardError.print("error: \(program) did not start: \(String(cString: strerror(errno)))")
        throw ExitCode(1)
    }
}
