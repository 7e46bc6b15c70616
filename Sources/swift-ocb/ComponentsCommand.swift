import ArgumentParser
import Builder

/// `swift-ocb components`: what can be built in.
struct ComponentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "components",
        abstract: "List the components of the library."
    )

    @Option(help: "text for a table, or json.")
    var format: OutputFormat = .text

    @Flag(help: .hidden)
    var index = false

    @OptionGroup var library: LibraryOption

    func run() throws {
        let components = try library.catalog().components
        if index {
            Console.standardOutput.write(ComponentListing.index(components))
        } else if format == .json {
            Console.standardOutput.print(try jsonText(components.map(ComponentRecord.init)))
        } else {
            Console.standardOutput.print(ComponentListing.table(components))
        }
    }
}
