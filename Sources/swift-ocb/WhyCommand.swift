import ArgumentParser
import Builder

/// `swift-ocb why`.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell why a module or a system library is in a distribution.",
        discussion:
            "A C library is known by its own name, by pkg-config's and by Debian's: crypto, openssl or libssl-dev."
    )

    @Argument(help: "The module or library.")
    var name: String

    @Option(help: ArgumentHelp("The manifest; without it, the core distribution's.", valueName: "file"))
    var config: String?

    @Flag(help: "Leave out components that are not available yet, as the build does.")
    var skipUnavailable = false

    @OptionGroup var library: LibraryOption

    func run() throws {
        var options = BuildOptions()
        options.configPath = config
        options.library = library.library
        options.skipsUnavailable = skipUnavailable
        options.why = name
        let reporter = ConsoleReporter(printsDiagnostics: true)
        var build = DistributionBuild(options: options, context: .current, reporter: reporter)
        let report = build.run()
        reporter.finish()
        for reason in report.reasons ?? [] { Console.standardOutput.print(reason) }
        if !report.ok { throw ExitCode(1) }
    }
}
