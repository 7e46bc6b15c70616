internal import CNGHTTP2

extension GRPCStatus {
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
