import ArgumentParser
import Builder

/// `swift-ocb from-config`: the manifest that configurations need.
struct FromConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "from-config",
        abstract: "Print the manifest of the smallest collector for some configurations.",
        discussion: """
            The configurations are read as the collector reads them, ${file:…} included. What no component brings is an \
            error, and a comment in the manifest.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Collector configurations; a.yaml,b.yaml is one that is merged from two files.",
            valueName: "config"
        )
    )
    var configs: [String]

    @Option(help: ArgumentHelp("The name of the binary.", valueName: "name"))
    var name = "my-collector"

    @OptionGroup var library: LibraryOption

    func run() throws {
        let catalog = try library.catalog()
        let loader = ConfigLoader(environment: ProcessContext.current.environment)
        var diagnostics = Diagnostics()
        let loaded = configs.compactMap { loader.load(ConfigSources(argument: $0), into: &diagnostics) }
        let isReadable = !diagnostics.hasErrors
        if isReadable {
            let manifest = ManifestFromConfigs(loaded, catalog: catalog, name: name).text(into: &diagnostics)
            Console.standardOutput.write(manifest)
        }
        try diagnostics.tell()
    }
}

extension Diagnostics {
    /// Prints what was collected on the standard error; ends the command if there is an error among it.
    func tell() throws {
        for diagnostic in sorted { Console.standardError.print(diagnostic.description) }
        if hasErrors { throw ExitCode(1) }
    }
}
