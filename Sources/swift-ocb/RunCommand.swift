import ArgumentParser
import Builder

/// `swift-ocb run`: a collector around a configuration, built and started.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Build a collector around a configuration, and the component of this folder, and start it.",
        discussion: """
            The collector has the components that the configuration declares: those of the Swift package that the current \
            folder is in come first, the library's come second. It replaces swift-ocb's process, so that signals reach it.

              swift-ocb run --config config.yaml
              swift-ocb run --config config.yaml -- --set service::telemetry::logs::level=debug
            """
    )

    @OptionGroup var options: WorkshopOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("What else the collector is given.", valueName: "arguments"))
    var arguments: [String] = []

    func run() throws {
        let binary = try options.build()
        try Execution.replace(by: binary, options.configArguments + arguments)
    }
}
