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
    /// Replaces the body by what it stands for, and removes the fields that described it.
    static func undo(_ request: inout HTTPRequest, _ options: HTTPServerOptions) throws(HTTPFailure.Decoding) {
        let names = request.headers.all("content-encoding")
        let name = names.count > 1 ? names.joined(separator: ", ") : names.first ?? ""
        guard let coding = ContentCoding(name: name), options.codings.contains(coding) else {
            throw HTTPFailure.Decoding(status: 400, message: "unsupported Content-Encoding: \(name)")
        }
        guard coding != .identity else { return }
        do throws(AdmittedDecompression.Failure) {
            // A body of no bytes is one, whatever its coding is said to be.
            if !request.body.isEmpty {
                let undone = try AdmittedDecompression.run(
                    coding,
                    request.body,
                    limit: options.maxBodySize,
                    options.budget
                )
                request.body = undone.bytes
                // The compressed bytes are a convenience: the first to go when memory runs short.
                if let form = undone.form, options.keptCodings[request.path]?.contains(form.coding) == true,
                    options.budget?.isUnderPressure != true
                {
                    request.compressedForm = form
                }
            }
        } catch {
            switch error {
            case .memory(let status): throw HTTPFailure.Decoding(status: 503, message: status.message, memory: status)
            case .codec(.tooLarge(let limit)):
                throw HTTPFailure.Decoding(
                    status: 413,
                    message: "request body too large: at most \(limit) bytes are allowed, decompressed"
                )
            case .codec(let error): throw HTTPFailure.Decoding(status: 400, message: error.description)
            }
        }
        request.headers.remove("content-encoding")
        request.headers.set("content-length", String(request.body.count))
    }
}
