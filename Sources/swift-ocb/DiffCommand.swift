import ArgumentParser
import Builder

/// `swift-ocb diff`: what changed from one distribution to another.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare the components and versions of two manifests or built collectors, or of one with the other.",
        discussion: "Exits with 1 where they differ. A binary is asked for its components; upstream's will do."
    )

    @Argument(help: ArgumentHelp("A manifest or a binary.", valueName: "from"))
    var from: String

    @Argument(help: ArgumentHelp("Another.", valueName: "to"))
    var to: String

    @Option(help: "text, or json.")
    var format: OutputFormat = .text

    @OptionGroup var library: LibraryOption

    func run() throws {
        var diagnostics = Diagnostics()
        let facts = [from, to].map {
            DistributionFacts.read($0, context: .current, library: library.library, into: &diagnostics)
        }
        guard let first = facts[0], let second = facts[1] else { return try diagnostics.tell() }
        let difference = DistributionDifference(first, second)
        if format == .json {
            Console.standardOutput.print(try jsonText(difference))
        } else {
            for line in difference.lines { Console.standardOutput.print(line) }
        }
        if !difference.isEmpty { throw ExitCode(1) }
    }
}
