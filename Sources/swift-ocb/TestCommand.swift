import ArgumentParser
import Builder

/// `swift-ocb test`: pipeline tests.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Compare what a configuration's pipelines make of given telemetry with what is expected.",
        discussion: """
            A case is a file NAME.json with a request in OTLP's JSON, a list of them, or {"receiver": …, "requests": […]} \
            where several receivers take the signal. It goes through the real processors and connectors; what reaches each \
            exporter is compared with NAME.expected.json, which --record writes. Receivers, exporters and extensions do not \
            run, and the clock stands still, so that a case gives the same in every run. Exits with 1 where a case fails.

              swift-ocb test --config collector.yaml --record Cases
              swift-ocb test --config collector.yaml Cases
            """
    )

    @OptionGroup var options: WorkshopOptions

    @Flag(help: "Write down what comes out as what is expected.")
    var record = false

    @Argument(help: ArgumentHelp("Files, and folders of them; by default the folder Cases.", valueName: "case"))
    var cases: [String] = []

    func run() throws {
        let binary = try options.build()
        try Execution.replace(
            by: binary,
            ["test"] + options.configArguments + (record ? ["--record"] : []) + ["--"] + cases
        )
    }
}
