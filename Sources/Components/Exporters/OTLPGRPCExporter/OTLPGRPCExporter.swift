internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Pdata

/// Exports telemetry by OTLP over gRPC.
enum OTLPGRPCExporter {
    /// An exporter of one signal, with a client of its own.
    static func make<Data: Telemetry>(
        _ settings: OTLPGRPCExporterSettings,
        _ context: ComponentContext
    ) -> SendingExporter<Data> {
        var client = settings.client
        if client.userAgent.isEmpty { client.userAgent = context.build.userAgent }
        return make(settings, context, GRPCClient(client, logger: context.logger))
    }

    /// An exporter of one signal that sends through `client`, and closes it.
    static func make<Data: Telemetry>(
        _ settings: OTLPGRPCExporterSettings,
        _ context: ComponentContext,
        _ client: GRPCClient
    ) -> SendingExporter<Data> {
        let path = Data.signal.exportPath
        let timeout = settings.timeout.limit
        return SendingExporter(
            context,
            queue: settings.queue,
            retry: settings.retry,
            attributes: attributes(settings.client),
            passedOnCodings: settings.client.passedOnCoding.map { [$0] } ?? [],
            start: { try client.start($0) },
            stop: { await client.shutdown() },
            attempt: { data throws(ConsumeError) in
                try partialSuccess(in: try await call(client, path, data, timeout))
            }
        )
    }

    private static func call(
        _ client: GRPCClient,
        _ path: String,
        _ data: some Telemetry,
        _ timeout: Duration?
    ) async throws(ConsumeError) -> Bytes {
        do throws(GRPCStatus) {
            return try await client.unary(
                path,
                data.segments,
                compressedForm: data.compressedForm,
                timeout: timeout
            )
        } catch {
            throw error.consumeError
        }
    }

    private static func partialSuccess(in answer: Bytes) throws(ConsumeError) -> PartialSuccess? {
        do throws(WireError) {
            return try PartialSuccess.decode(response: answer)
        } catch {
            throw .permanent("\(error)", status: .internal)
        }
    }

    private static func attributes(_ client: GRPCClientSettings) -> [String: String] {
        guard let server = client.server else { return [:] }
        return ["server.address": server.host, "server.port": "\(server.port)"]
    }
}
