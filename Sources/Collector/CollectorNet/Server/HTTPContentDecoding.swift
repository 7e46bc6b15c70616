internal import CollectorAPI
internal import Pdata

extension HTTPFailure {
    /// Why a body's content coding could not be undone.
    struct Decoding: Error {
        var status: Int
        var message: String
        /// The refusal of a body for which there is no memory.
        var memory: GRPCStatus?
    }
}

/// Undoes the content coding of request bodies.
enum HTTPContentDecoding {
    /// Replaces the body by what it stands for, and removes the fields that described it; returns false, and changes
    /// nothing, when that would hold the loop for long. Where no coding is listed, bodies are what they are.
    static func undoIfShort(
        _ request: inout HTTPRequest,
        _ options: HTTPServerOptions
    ) throws(HTTPFailure.Decoding) -> Bool {
        guard !options.codings.isEmpty else { return true }
        let coding = try coding(of: request, options)
        guard coding != .identity else { return true }
        // A body of no bytes is one, whatever its coding is said to be.
        guard !request.body.isEmpty else {
            replace(nil, in: &request, options)
            return true
        }
        do throws(AdmittedDecompression.Failure) {
            guard
                let undone = try AdmittedDecompression.runIfShort(
                    coding,
                    request.body,
                    limit: options.maxBodySize,
                    options.budget
                )
            else { return false }
            replace(undone, in: &request, options)
            return true
        } catch {
            throw failure(error)
        }
    }

    /// Does as ``undoIfShort(_:_:)`` does, away from the loop.
    static func undoOffLoop(
        _ request: inout HTTPRequest,
        _ options: HTTPServerOptions
    ) async throws(HTTPFailure.Decoding) {
        let coding = try coding(of: request, options)
        do throws(AdmittedDecompression.Failure) {
            let undone = try await AdmittedDecompression.runOffLoop(
                coding,
                request.body,
                limit: options.maxBodySize,
                options.budget
            )
            replace(undone, in: &request, options)
        } catch {
            throw failure(error)
        }
    }

    private static func coding(
        of request: HTTPRequest,
        _ options: HTTPServerOptions
    ) throws(HTTPFailure.Decoding) -> ContentCoding {
        let names = request.headers.all("content-encoding")
        let name = names.count > 1 ? names.joined(separator: ", ") : names.first ?? ""
        guard let coding = ContentCoding(name: name), options.codings.contains(coding) else {
            throw HTTPFailure.Decoding(status: 400, message: "unsupported Content-Encoding: \(name)")
        }
        return coding
    }

    private static func replace(_ undone: Decompressed?, in request: inout HTTPRequest, _ options: HTTPServerOptions) {
        if let undone { request.body = undone.bytes }
        // The compressed bytes are a convenience: the first to go when memory runs short.
        if let form = undone?.form, options.keptCodings[request.path]?.contains(form.coding) == true,
            options.budget?.isUnderPressure != true
        {
            request.compressedForm = form
        }
        request.headers.remove("content-encoding")
        request.headers.set("content-length", String(request.body.count))
    }

    private static func failure(_ error: AdmittedDecompression.Failure) -> HTTPFailure.Decoding {
        switch error {
        case .memory(let status): HTTPFailure.Decoding(status: 503, message: status.message, memory: status)
        case .codec(.tooLarge(let limit)):
            HTTPFailure.Decoding(
                status: 413,
                message: "request body too large: at most \(limit) bytes are allowed, decompressed"
            )
        case .codec(let error): HTTPFailure.Decoding(status: 400, message: error.description)
        }
    }
}
