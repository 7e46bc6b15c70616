import ArgumentParser
import Builder
import Foundation

/// `swift-ocb verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Build a collector again from the manifest and lock in its binary, and compare the two.",
        discussion: """
            The binary is read, never run. It is built from nothing in a fresh folder. Where the toolchain, a system package \
            or a component's source is not what the lock says, that is reported instead.
            """
    )

    @Argument(help: ArgumentHelp("The collector's binary.", valueName: "binary"))
    var binary: String

    @Option(help: ArgumentHelp("Its manifest, where that has relative paths.", valueName: "file"))
    var config: String?

    @Flag(help: "Compile only what the cache lacks: quicker, and as good where the cache is trusted.")
    var useCache = false

    @Flag(help: "Show the calls of other programs and all of their output.")
    var verbose = false

    @OptionGroup var target: TargetOptions

    @OptionGroup var library: LibraryOption

    @Option(help: "text, or json for one object on standard output.")
    var format: OutputFormat = .text

    func run() throws {
        var options = BuildOptions()
        options.configPath = config
        options.target = target.target
        options.sysroot = target.sysroot
        options.library = library.library
        options.isVerbose = verbose
        let reporter = ConsoleReporter(printsDiagnostics: format == .text)
        let path = URL(fileURLWithPath: binary).path
        let verification = Verification(binary: path, options: options, context: .current, reporter: reporter)
        let outcome = try verification.run(usesCache: useCache)
        reporter.finish()
        if format == .json { Console.standardOutput.print(try jsonText(outcome)) }
        if !outcome.ok { throw ExitCode(1) }
    }
}
