import ArgumentParser
import Builder
import Foundation

/// `swift-ocb --config manifest.yaml`: generates, fetches and compiles.
struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swift-ocb",
        abstract: "Build an OpenTelemetry Collector from a manifest.",
        discussion: """
            It reads the manifests of ocb, the OpenTelemetry Collector Builder: a component named by its Go module becomes \
            its Swift counterpart. A manifest:

            \(SampleManifest.text)
            """,
        version: VersionCommand.text,
        subcommands: SwiftOCB.commands
    )

    @Option(
        help: ArgumentHelp(
            "The manifest, or - for standard input; without it, the core distribution is built.",
            valueName: "file"
        )
    )
    var config: String?

    @Option(
        help: ArgumentHelp(
            "A collector configuration to check before compiling, and by the collector after; may be repeated.",
            discussion:
                "A file, or file:, env:, yaml:, http: or https:, as the collector takes it; several with commas between them are merged into one.",
            valueName: "source"
        )
    )
    var checkConfig: [String] = []

    @Flag(help: "Do not write sources; compile those in the output folder.")
    var skipGenerate = false

    @Flag(help: "Do not fetch or update packages.")
    var skipGetModules = false

    @Flag(help: "Stop before compiling.")
    var skipCompilation = false

    @Flag(help: "Accepted for ocb's sake: no Go versions are fetched that could differ.")
    var skipStrictVersioning = false

    @Flag(help: "Leave out components that are not available yet, with a warning each.")
    var skipUnavailable = false

    @Flag(help: "Fail where anything differs from the lock beside the manifest, which `swift-ocb lock` writes.")
    var locked = false

    @Flag(help: "Link the C library in, too: the binary needs nothing at run time.")
    var `static` = false

    @Flag(help: "Show what every part of the binary costs, in bytes and in CPU-seconds of compiling.")
    var bill = false

    @Option(help: ArgumentHelp("Fail where the binary is larger, such as 20MB.", valueName: "size"))
    var maxSize: String?

    @Flag(help: "Show the calls of other programs and all of their output.")
    var verbose = false

    // Go's flags begin with a dash, as options do.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Go linker flags: without -s, symbols stay in the binary.", valueName: "flags")
    )
    var ldflags: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Go compiler flags: with -N, optimisation is off.", valueName: "flags")
    )
    var gcflags: String?

    @Option(help: ArgumentHelp("The output folder, before the manifest's dist.output_path.", valueName: "folder"))
    var outputPath: String?

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup var target: TargetOptions

    @OptionGroup var library: LibraryOption

    @Option(help: "text, or json for one object with all diagnostics on standard output.")
    var format: OutputFormat = .text

    func run() throws {
        var options = BuildOptions()
        options.configPath = config
        options.checkedConfigs = checkConfig.map(ConfigSources.init(argument:))
        options.skipsGenerate = skipGenerate
        options.skipsGetModules = skipGetModules
        options.skipsCompilation = skipCompilation
        options.skipsUnavailable = skipUnavailable
        options.isVerbose = verbose
        options.isDryRun = dryRun
        options.ldflags = ldflags
        options.gcflags = gcflags
        options.outputPath = outputPath
        options.library = library.library
        options.lock = locked ? .strict : .loose
        options.showsBill = bill
        options.maximumSize = try maxSize.map { text in
            guard let size = ByteCount(text) else {
                throw ValidationError("--max-size \(text) is no size such as 20MB")
            }
            return size
        }
        options.isStatic = `static`
        options.target = target.target
        options.sysroot = target.sysroot
        let reporter = ConsoleReporter(printsDiagnostics: format == .text)
        reporter.status("swift-ocb \(BuilderVersion.current), for manifests of ocb \(BuilderVersion.upstream)")
        var build = DistributionBuild(options: options, context: .current, reporter: reporter)
        let report = build.run()
        reporter.finish()
        if format == .json { Console.standardOutput.print(try jsonText(report)) }
        if !report.ok { throw ExitCode(1) }
    }
}
