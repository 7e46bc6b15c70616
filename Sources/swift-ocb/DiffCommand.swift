import ArgumentParser
import Builder

/// `swift-ocb diff`: what changed from one distribution to another.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two manifests or built collectors, or one with the other.",
        discussion: """
            What differs is listed: components, their versions, and every other setting of the manifests, which collectors \
            carry; of two collectors also the toolchain, options, modules' sources and the system's packages that they were \
            built from. Exits with 1 where there is a difference. Of upstream's collectors the components are known.
            """
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
