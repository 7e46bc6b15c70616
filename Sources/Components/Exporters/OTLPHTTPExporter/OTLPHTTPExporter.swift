internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Pdata

/// Exports telemetry by OTLP over HTTP.
enum OTLPHTTPExporter {
    /// An exporter of one signal, with a client of its own.
    static func make<Data: Telemetry>(
        _ settings: OTLPHTTPExporterSettings,
        _ context: ComponentContext
    ) throws(MissingEndpoint) -> SendingExporter<Data> {
        let url = try settings.url(of: Data.signal)
        let client = HTTPClient(settings.client, logger: context.logger)
        let headers: HTTPHeaders = [
            "content-type": settings.encoding.contentType, "user-agent": context.build.userAgent,
        ]
        let encoding = settings.encoding
        return SendingExporter(
            context,
            queue: settings.queue,
            retry: settings.retry,
            attributes: attributes(url),
            passedOnCodings: encoding == .proto ? settings.client.passedOnCoding.map { [$0] } ?? [] : [],
            start: { try client.start($0) },
            stop: { await client.shutdown() },
            attempt: { data throws(ConsumeError) in
                let request = HTTPClientRequest(
                    "POST",
                    url,
                    headers: headers,
                    body: await encoding.encode(data),
                    compressedForm: encoding == .proto ? data.compressedForm : nil
                )
                return try await send(request, through: client)
            }
        )
    }

    private static func send(
        _ request: HTTPClientRequest,
        through client: HTTPClient
    ) async throws(ConsumeError) -> PartialSuccess? {
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await client.send(request)
        } catch {
            guard error.kind != .answerTooLarge else {
                // The server accepted, whatever it says besides.
                return PartialSuccess(rejected: 0, message: error.description)
            }
            throw error.consumeError
        }
        return try OTLPAnswer(response, to: request.url).partialSuccess()
    }

    private static func attributes(_ url: String) -> [String: String] {
        guard let server = HTTPClientSettings.destination(of: url) else { return [:] }
        return ["server.address": server.host, "server.port": "\(server.port)", "url.path": server.path]
    }
}

extension HTTPClientError {
    /// What a caller may do about a request that has no answer: try again, unless it cannot be sent at all.
    fileprivate var consumeError: ConsumeError {
        let text = "failed to make an HTTP request: \(self)"
        return kind == .invalidRequest ? .permanent(text) : .retryable(text)
    }
}
