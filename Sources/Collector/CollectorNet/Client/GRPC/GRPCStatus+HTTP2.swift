internal import CNGHTTP2

extension GRPCStatus {
    /// What the end of a stream without an answer means.
    init(_ failure: HTTP2StreamFailure) {
        switch failure {
        case .expired: self = .deadlineExceeded
        case .closing: self = .closing
        case .tooManyFields: self.init(.internal, "the server's header fields are too many")
        case .reset(let code): self.init(resetBy: code)
        case .disconnected(let reason): self.init(.unavailable, "error reading from server: \(reason)")
        }
    }

    /// The end of a call that took longer than it may.
    static var deadlineExceeded: GRPCStatus { GRPCStatus(.deadlineExceeded, "context deadline exceeded") }

    /// The end of a call whose client was shut down.
    static var closing: GRPCStatus { GRPCStatus(.cancelled, "grpc: the client connection is closing") }

    /// What a stream's reset means. Source: "gRPC over HTTP2", HTTP2 Transport Mapping.
    init(resetBy code: UInt32) {
        let name = nghttp2_http2_strerror(code).map { String(cString: $0) } ?? "\(code)"
        let text = "stream terminated by RST_STREAM with error code: \(name)"
        switch code {
        case NGHTTP2_REFUSED_STREAM.rawValue: self.init(.unavailable, text)
        case NGHTTP2_CANCEL.rawValue: self.init(.cancelled, text)
        case NGHTTP2_ENHANCE_YOUR_CALM.rawValue: self.init(.resourceExhausted, text)
        case NGHTTP2_INADEQUATE_SECURITY.rawValue: self.init(.permissionDenied, text)
        default: self.init(.internal, text)
        }
    }
}
