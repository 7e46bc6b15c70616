import ArgumentParser
import Builder

/// `swift-ocb generate`: sources without a binary, to be committed.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the sources of a distribution, or check that those committed are what it would write.",
        discussion: """
            Files that differ only by what machines differ in, such as the folder of the library, are left as they are.
            """
    )

    @Option(help: ArgumentHelp("The manifest, or - for standard input.", valueName: "file"))
    var config: String?

    @Flag(help: "Write nothing: exit with 1 and a unified diff where the output folder is stale.")
    var check = false

    @Flag(help: "Leave out components that are not available yet, with a warning each.")
    var skipUnavailable = false

    @Option(help: ArgumentHelp("The output folder, before the manifest's dist.output_path.", valueName: "folder"))
    var outputPath: String?

    @OptionGroup var library: LibraryOption

    func run() throws {
        var options = BuildOptions()
        options.configPath = config
        options.skipsCompilation = true
        options.skipsUnavailable = skipUnavailable
        options.outputPath = outputPath
        options.library = library.library
        options.generation = check ? .checking : .keepingEquivalents
        let reporter = ConsoleReporter(printsDiagnostics: true)
        var build = DistributionBuild(options: options, context: .current, reporter: reporter)
        let report = build.run()
        reporter.finish()
        if let diff = report.diff { Console.standardOutput.write(diff) }
        if !report.ok { throw ExitCode(1) }
    }
}
