/// The rules of a call's metadata. Source: "gRPC over HTTP2", Custom-Metadata.
enum GRPCMetadata {
    private static let reserved: Set<String> = [
        "te", "content-type", "content-length", "connection", "transfer-encoding", "upgrade", "host", "keep-alive",
    ]

    /// Whether a caller may send `field`: neither one of gRPC's or HTTP/2's own, nor with characters that break it.
    static func isAllowed(_ field: HTTPHeaders.Field) -> Bool {
        !field.name.isEmpty && field.name.utf8.allSatisfy(HTTP1Syntax.isTokenByte)
            && field.value.utf8.allSatisfy(HTTP1Syntax.isFieldByte)
            && !field.name.hasPrefix("grpc-") && !reserved.contains(field.name)
    }
}

extension GRPCStatus {
    /// A call whose credentials could not be had, in the words of gRPC's Go library.
    static func noCredentials(_ reason: String) -> GRPCStatus {
        GRPCStatus(.unauthenticated, "transport: per-RPC creds failed due to error: \(reason)")
    }
}
