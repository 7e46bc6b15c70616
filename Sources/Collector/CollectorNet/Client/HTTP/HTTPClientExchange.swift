internal import Pdata

/// A call of the HTTP client on an HTTP/2 connection. Used on the connection's loop only.
final class HTTPClientExchange: HTTP2Exchange {
    /// The most bytes of header fields that an answer may have, as RFC 9113 counts them.
    private static let maxHeaderListSize = 64 * 1024

    let call: HTTPClientCall
    let fields: HTTP2FieldBuilder
    var body: HTTP2RequestBody
    var deadline: ContinuousClock.Instant? { nil }
    var seat = HTTP2Seat()
    var isSent = false
    private(set) var isDone = false

    private unowned let connection: HTTP2CallConnection
    private var headerListSize = 0
    private var status = 0
    private var headers = HTTPHeaders()
    private var answer: HTTPClientAnswer?

    init(_ call: HTTPClientCall, on connection: HTTP2CallConnection) {
        self.call = call
        self.connection = connection
        let message = call.message
        fields = message?.http2 ?? HTTP2FieldBuilder()
        body = HTTP2RequestBody(nil, message?.body ?? [])
    }

    /// Takes nothing more of the answer, and lets go of the body.
    func end() {
        isDone = true
        body.drop()
        answer = nil
    }

    func receivedField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        headerListSize += name.count + value.count + 32
        guard headerListSize <= Self.maxHeaderListSize else { return false }
        if name.isEqual(to: ":status") {
            // Another one than the first: what came was an interim answer.
            status = Int(value.text) ?? 0
            headers = HTTPHeaders()
        } else if answer == nil {
            headers.append(name.text, value.text)
        }
        return true
    }

    func receivedData(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do throws(HTTPClientError) {
            try beginAnswer()
            guard case .enough? = try answer?.append(bytes) else { return true }
            complete()
        } catch {
            connection.ended(self, .failure(error))
        }
        return false
    }

    func receivedEnd() {
        do throws(HTTPClientError) {
            try beginAnswer()
            complete()
        } catch {
            connection.ended(self, .failure(error))
        }
    }

    func fail(_ reason: HTTP2StreamFailure) {
        connection.ended(self, .failure(HTTPClientError(reason)))
    }

    private func beginAnswer() throws(HTTPClientError) {
        guard answer == nil else { return }
        let length = headers["content-length"].flatMap { Int($0) }
        let head = HTTP1ResponseHead(
            status: status,
            headers: headers,
            body: length.map { .length($0) } ?? .untilClose,
            keepsAlive: true
        )
        answer = try HTTPClientAnswer(head, limit: call.maxAnswerSize)
    }

    private func complete() {
        guard let answer = answer.take() else { return }
        connection.ended(self, .success(answer.finish()))
    }
}
