internal import CollectorAPI
internal import Pdata

/// A message that came back.
struct GRPCReply: Sendable {
    var message: Bytes
    var encoding: String
    var isCompressed: Bool
}

/// One unary call: what it sends, what came back so far, and who waits for it.
///
/// Made by the caller, then used on its channel's loop only.
final class GRPCCall: HTTP2Exchange, @unchecked Sendable {
    // Sendable because the caller hands it over to the loop and does not touch it any more.

    /// The most bytes of header fields that an answer may have, as RFC 9113 counts them.
    private static let maxHeaderListSize = 64 * 1024

    let fields: HTTP2FieldBuilder
    let deadline: ContinuousClock.Instant?
    let waitsForReady: Bool
    var body: HTTP2RequestBody

    var seat = HTTP2Seat()
    var isSent = false

    /// How often the call was begun anew because no peer had seen it.
    var restarts = 0

    /// Whether the waiting task has its result.
    private(set) var isDone = false

    private var continuation: UnsafeContinuation<Result<GRPCReply, GRPCStatus>, Never>?
    private let maxMessageSize: Int
    private var answer: GRPCMessageAssembler?
    private var headerListSize = 0
    private var httpStatus = 0
    private var isGRPC = false
    private var encoding = ""
    private var code: StatusCode?
    private var hasStatus = false
    private var message = ""
    private var details = Bytes()

    init(
        _ fields: HTTP2FieldBuilder,
        _ body: HTTP2RequestBody,
        deadline: ContinuousClock.Instant?,
        waitsForReady: Bool,
        maxMessageSize: Int
    ) {
        self.fields = fields
        self.body = body
        self.deadline = deadline
        self.waitsForReady = waitsForReady
        self.maxMessageSize = maxMessageSize
    }

    /// Says who waits; called once, before the call is handed over.
    func wait(_ continuation: UnsafeContinuation<Result<GRPCReply, GRPCStatus>, Never>) {
        self.continuation = continuation
    }

    /// Gives the waiting task its result, the first time; and lets go of the message.
    func finish(_ result: Result<GRPCReply, GRPCStatus>) {
        guard !isDone else { return }
        isDone = true
        body.drop()
        answer = nil
        continuation?.resume(returning: result)
        continuation = nil
    }

    // MARK: What comes back

    func receivedField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        headerListSize += name.count + value.count + 32
        guard headerListSize <= Self.maxHeaderListSize else { return false }
        switch name.count {
        case 7 where name.isEqual(to: ":status"): httpStatus = Int(value.text) ?? 0
        case 11 where name.isEqual(to: "grpc-status"):
            hasStatus = true
            code = UInt8(value.text).flatMap(StatusCode.init(rawValue:))
        case 12 where name.isEqual(to: "grpc-message"): message = GRPCMessageText.decode(value.text)
        case 12 where name.isEqual(to: "content-type"):
            isGRPC = value.starts(with: "application/grpc".utf8)
        case 13 where name.isEqual(to: "grpc-encoding"): encoding = value.text
        case 23 where name.isEqual(to: "grpc-status-details-bin"):
            details = Base64.decode(value.text).map { Bytes($0) } ?? Bytes()
        default: break
        }
        return true
    }

    func receivedData(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // The body of something that is no gRPC answer, such as a proxy's error page, says nothing.
        guard isGRPC, httpStatus == 200 else { return true }
        if answer == nil { answer = GRPCMessageAssembler(limit: maxMessageSize) }
        do throws(GRPCStatus) {
            try answer?.append(bytes)
            return true
        } catch {
            finish(.failure(error))
            return false
        }
    }

    func receivedEnd() {
        finish(result())
    }

    func fail(_ reason: HTTP2StreamFailure) {
        finish(.failure(GRPCStatus(reason)))
    }

    private func result() -> Result<GRPCReply, GRPCStatus> {
        guard hasStatus else { return .failure(statusFromHTTP()) }
        guard code == .ok else {
            let retryAfter = details.isEmpty ? nil : GRPCStatus(decoding: details)?.retryAfter
            return .failure(GRPCStatus(code ?? .unknown, message, retryAfter: retryAfter, details: details))
        }
        do throws(GRPCStatus) {
            guard let answer = answer.take(), let (message, isCompressed) = try answer.finish() else {
                return .failure(GRPCStatus(.internal, "grpc: the server ended the call without a message"))
            }
            return .success(GRPCReply(message: message, encoding: encoding, isCompressed: isCompressed))
        } catch {
            return .failure(error)
        }
    }

    /// What an answer means that is not gRPC's. Source: gRPC's "HTTP to gRPC Status Code Mapping".
    private func statusFromHTTP() -> GRPCStatus {
        guard httpStatus != 200 else {
            return isGRPC
                ? GRPCStatus(.internal, "server closed the stream without sending trailers")
                : GRPCStatus(.unknown, "the server's answer is not gRPC")
        }
        let code: StatusCode =
            switch httpStatus {
            case 400: .internal
            case 401: .unauthenticated
            case 403: .permissionDenied
            case 404: .unimplemented
            case 429, 502, 503, 504: .unavailable
            default: .unknown
            }
        return GRPCStatus(code, "unexpected HTTP status code received from server: \(httpStatus)")
    }
}
