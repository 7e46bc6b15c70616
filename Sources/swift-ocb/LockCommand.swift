import ArgumentParser
import Builder

/// `swift-ocb lock`.
struct LockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Write down everything that decides what the binary is, beside the manifest.",
        discussion: """
            builder-config.lock gets the hashes of the components' sources, the versions of Swift packages, of the toolchain \
            and of the system's packages. `swift-ocb --locked` fails where any of it differs.
            """
    )

    @Option(help: ArgumentHelp("The manifest.", valueName: "file"))
    var config: String

    @Flag(help: "Write nothing, and fail where the lock differs from what is here.")
    var check = false

    @Flag(help: "Leave out components that are not available yet, as the build does.")
    var skipUnavailable = false

    @Flag(help: "Of a build with --static.")
    var `static` = false

    @OptionGroup var target: TargetOptions

    @OptionGroup var library: LibraryOption

    func run() throws {
        var options = BuildOptions()
        options.configPath = config
        options.skipsUnavailable = skipUnavailable
        options.isStatic = `static`
        options.target = target.target
        options.sysroot = target.sysroot
        options.library = library.library
        options.lock = check ? .strict : .write
        // Checking ends before anything is compiled.
        options.checksOnly = check
        let reporter = ConsoleReporter(printsDiagnostics: true)
        var build = DistributionBuild(options: options, context: .current, reporter: reporter)
        let report = build.run()
        reporter.finish()
        if !report.ok { throw ExitCode(1) }
    }
}
