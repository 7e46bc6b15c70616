internal import Pdata

extension HTTPFailure {
    /// Why a body's content coding could not be undone.
    struct Decoding: Error {
        var status: Int
        var message: String
    }
}

/// Undoes the content coding of request bodies.
enum HTTPContentDecoding {
    /// Replaces the body by what it stands for, and removes the fields that described it.
    static func undo(_ request: inout HTTPRequest, _ options: HTTPServerOptions) throws(HTTPFailure.Decoding) {
        guard request.headers["content-encoding"] != nil else { return }
    }
}
