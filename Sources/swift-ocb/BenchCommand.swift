import ArgumentParser
import Builder

/// `swift-ocb bench`: what a configuration's pipelines cost.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what a configuration's pipelines cost, component by component.",
        discussion: """
            Requests enter the pipelines in one process as a receiver would send them, decoded and checked; exporters are \
            replaced by counters. So sockets, and what exporters do, are not measured: the figures compare processors with \
            each other, and one configuration with another.

              swift-ocb bench --config collector.yaml --rate 50000
            """
    )

    @OptionGroup var options: WorkshopOptions

    @Option(help: ArgumentHelp("How long the pipelines are loaded; 10s by default.", valueName: "time"))
    var duration: String?

    @Option(help: ArgumentHelp("How many items a request holds; 100 by default.", valueName: "count"))
    var items: String?

    @Option(help: ArgumentHelp("Items per second that cores are counted for.", valueName: "count"))
    var rate: String?

    func run() throws {
        let binary = try options.build()
        let flags = [("--duration", duration), ("--items", items), ("--rate", rate)].flatMap { name, value in
            value.map { [name, $0] } ?? []
        }
        try Execution.replace(by: binary, ["bench"] + options.configArguments + flags)
    }
}
