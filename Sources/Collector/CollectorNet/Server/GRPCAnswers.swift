internal import Pdata

/// The header fields of gRPC's answers.
enum GRPCAnswers {
    /// Before a message.
    static let header = HTTP2Fields.fixed(
        HTTP2FixedFields([(":status", "200"), ("content-type", "application/grpc")])
    )

    /// After a message.
    static let okTrailers = HTTP2Fields.fixed(HTTP2FixedFields([("grpc-status", "0")]))

    /// To a client that does not speak gRPC.
    static let unsupportedMediaType = HTTP2Fields.fixed(HTTP2FixedFields([(":status", "415")]))

    /// To a client that does not speak gRPC.
    static let methodNotAllowed = HTTP2Fields.fixed(HTTP2FixedFields([(":status", "405"), ("allow", "POST")]))

    /// The prefix of a message of no bytes.
    static let emptyMessage = [Bytes([0, 0, 0, 0, 0])]

    /// The whole of an answer that consists of trailers only.
    static func failure(_ status: GRPCStatus) -> HTTP2Fields {
        var fields = HTTP2FieldBuilder()
        fields.append(":status", "200")
        fields.append("content-type", "application/grpc")
        fields.append("grpc-status", String(status.code.rawValue))
        if !status.message.isEmpty { fields.append("grpc-message", GRPCMessageText.encode(status.message)) }
        let details = status.details.isEmpty && status.retryAfter != nil ? status.encoded() : status.details
        if !details.isEmpty { fields.append("grpc-status-details-bin", Base64.encode(details.array)) }
        if status.code == .unimplemented {
            fields.append("grpc-accept-encoding", "identity,\(ContentCoding.grpcNames)")
        }
        return .built(fields)
    }
}
