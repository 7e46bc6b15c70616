import ArgumentParser
import Builder
import Foundation

/// `swift-ocb cache`: what was compiled and is kept.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show what is kept between builds, or remove it.",
        subcommands: [CacheShowCommand.self, CachePruneCommand.self, CacheCostsCommand.self, CacheWarmCommand.self],
        defaultSubcommand: CacheShowCommand.self
    )

    static var folder: CacheFolder { CacheFolder(environment: ProcessContext.current.environment) }

    /// The size that `text` names, or the environment, or the default.
    static func limit(_ text: String?) throws -> ByteCount {
        if let text {
            guard let limit = ByteCount(text) else {
                throw ValidationError("\"\(text)\" is no size such as 10GB or 500MB")
            }
            return limit
        }
        var diagnostics = Diagnostics()
        let limit = CacheFolder.limit(environment: ProcessContext.current.environment, into: &diagnostics)
        for diagnostic in diagnostics.sorted { Console.standardError.print(diagnostic.description) }
        guard !diagnostics.hasErrors else { throw ExitCode(1) }
        return limit
    }
}

/// `swift-ocb cache show`.
struct CacheShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show where the cache is, its size, and who uses it."
    )

    @Option(help: "text, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let record = CacheRecord(CacheCommand.folder, limit: try CacheCommand.limit(nil))
        Console.standardOutput.print(format == .json ? try jsonText(record) : record.text)
    }
}

/// `swift-ocb cache prune`.
struct CachePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove what was used longest ago, until the rest is within the limit.",
        discussion: "What another swift-ocb uses at the moment stays."
    )

    @Option(
        help: ArgumentHelp(
            "What may stay, such as 2GB; by default \(CacheFolder.limitVariable), or \(CacheFolder.defaultLimit).",
            valueName: "size"
        )
    )
    var limit: String?

    @Flag(help: "Remove everything.")
    var all = false

    func run() throws {
        let limit = all ? ByteCount(-1) : try CacheCommand.limit(limit)
        let folder = CacheCommand.folder
        let removed = folder.prune(to: limit)
        for entry in removed {
            Console.standardOutput.print("Removed \(ByteCount(entry.bytes)) compiled for \(entry.library)")
        }
        if removed.isEmpty { Console.standardOutput.print("Nothing to remove") }
        for entry in folder.entries {
            guard let holder = entry.holder else { continue }
            Console.standardError.print("note: \(entry.library) is in use by \(holder)")
        }
    }
}

/// `swift-ocb cache costs`.
struct CacheCostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "costs",
        abstract: "Show the CPU-seconds that compiling each module took, the last time that it was compiled."
    )

    @OptionGroup var library: LibraryOption

    @Option(help: "text for a table, or json.")
    var format: OutputFormat = .text

    func run() throws {
        let cache = BuildCache(library: try library.found(), environment: ProcessContext.current.environment)
        let costs = CompilerCosts.read(cache.costsFile)
        Console.standardOutput.print(format == .json ? try jsonText(costs) : costs.table)
    }
}

/// `swift-ocb cache warm`.
struct CacheWarmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warm",
        abstract: "Compile every component whose system packages are here, so that any distribution is only linked."
    )

    @OptionGroup var library: LibraryOption

    @Flag(help: "Show the calls of other programs and all of their output.")
    var verbose = false

    func run() throws {
        let found = try library.found()
        let context = ProcessContext.current
        let cache = BuildCache(library: found, environment: context.environment)
        var options = BuildOptions()
        let everything = EveryComponent(catalog: try library.catalog(), environment: context.environment)
        for line in everything.leftOut { Console.standardError.print("note: \(line)") }
        options.manifestText = everything.manifest
        options.outputPath = cache.root + "/warm"
        options.library = found.root
        options.isVerbose = verbose
        let reporter = ConsoleReporter(printsDiagnostics: true)
        var build = DistributionBuild(options: options, context: context, reporter: reporter)
        let report = build.run()
        reporter.finish()
        if !report.ok { throw ExitCode(1) }
    }
}
