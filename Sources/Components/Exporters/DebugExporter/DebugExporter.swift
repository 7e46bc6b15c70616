internal import CollectorAPI
internal import ExporterKit
internal import Pdata

/// Prints what it is given.
final class DebugExporter<Data: PrintableTelemetry>: Exporter {
    private let printer: Printer
    private let sending: SendingExporter<Data>

    init(_ settings: DebugSettings, _ context: ComponentContext) {
        let printer = Printer(settings, context.logger)
        self.printer = printer
        sending = SendingExporter(
            context,
            queue: settings.queue,
            retry: nil,
            stop: { printer.close() },
            attempt: { data throws(ConsumeError) in
                try await printer.print(data)
                return nil
            }
        )
    }

    func start(_ host: any Host) async throws {
        try printer.open(host)
        try await sending.start(host)
    }

    func consume(_ data: Data) async throws {
        try await sending.consume(data)
    }

    func shutdown() async throws {
        try await sending.shutdown()
    }
}
