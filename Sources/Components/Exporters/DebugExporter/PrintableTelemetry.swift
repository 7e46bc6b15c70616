internal import CollectorAPI
internal import Pdata

/// Telemetry that can be printed at every verbosity.
protocol PrintableTelemetry: Telemetry {
    /// What the line of basic verbosity says.
    var summary: (message: String, counts: [LogField]) { get }

    /// Prints about a line for each record.
    func printNormal(to text: inout TextBuffer)

    /// Prints everything.
    func printDetailed(to text: inout TextBuffer)
}
