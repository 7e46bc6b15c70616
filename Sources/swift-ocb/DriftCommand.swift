import ArgumentParser
import Builder

/// `swift-ocb drift`: what manifest and configurations have no longer in common.
struct DriftCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "List components that no configuration uses, and configurations that the manifest does not satisfy.",
        discussion: "Exits with 1 where there is any of either."
    )

    @Option(help: ArgumentHelp("The manifest.", valueName: "file"))
    var config: String

    @Flag(help: "Edit the manifest; comments and everything else in it stay.")
    var fix = false

    @Argument(
        help: ArgumentHelp(
            "Collector configurations, before those under configs: in the manifest; a.yaml,b.yaml is one merged from two.",
            valueName: "configs"
        )
    )
    var configs: [String] = []

    @OptionGroup var library: LibraryOption

    func run() throws {
        var diagnostics = Diagnostics()
        let hasChanged = DriftRun(context: .current, library: library.library).run(
            config,
            configs.map(ConfigSources.init(argument:)),
            fixes: fix,
            into: &diagnostics
        )
        if hasChanged { Console.standardOutput.print("Edited \(config)") }
        try diagnostics.tell()
    }
}
