internal import CollectorAPI
internal import CollectorNet

extension GRPCStatus {
    /// What a caller may do after a call that ended with this status, by OTLP's rules.
    ///
    /// Source: the OTLP specification, section "OTLP/gRPC response", as the Go collector reads it.
    var consumeError: ConsumeError {
        guard isRetryable else { return .permanent(description, status: code) }
        let delay = retryAfter.flatMap { $0 > .zero ? $0 : nil }
        return .retryable(description, after: delay, status: code)
    }

    private var isRetryable: Bool {
        switch code {
        case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss: true
        // Whether the server recovers is known only if it says when.
        case .resourceExhausted: retryAfter != nil
        case .ok, .unknown, .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition,
            .unimplemented, .internal, .unauthenticated:
            false
        }
    }
}
