internal import Pdata

/// What of an answer has come so far, within a bound.
struct HTTPClientAnswer: ~Copyable {
    /// How much of an error's body beyond the bound is read for the connection's sake, in bytes.
    private static let maxDiscarded = 256 << 10

    /// What is reserved on the word of `Content-Length` alone, in bytes.
    private static let maxReserved = 64 << 10

    /// What became of a part of the body.
    enum Taken {
        case all
        /// An error's body goes on for longer than is worth reading.
        case enough
    }

    let head: HTTP1ResponseHead
    private let limit: Int
    private var body = ByteBuilder()
    private var discarded = 0

    /// The answer that begins with `head`, of whose body `limit` bytes are kept.
    init(_ head: HTTP1ResponseHead, limit: Int) throws(HTTPClientError) {
        self.head = head
        self.limit = max(0, limit)
        guard case .length(let length) = head.body else { return }
        guard length <= self.limit || !isSuccess else { throw .answerTooLarge(self.limit) }
        body.reserve(min(length, self.limit, Self.maxReserved))
    }

    private var isSuccess: Bool { (200..<300).contains(head.status) }

    /// Takes a part of the body.
    ///
    /// - Throws: of kind `answerTooLarge`, for a success beyond the bound.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(HTTPClientError) -> Taken {
        let room = limit - body.count
        guard bytes.count > room else {
            body.append(bytes)
            return .all
        }
        guard !isSuccess else { throw .answerTooLarge(limit) }
        body.append(UnsafeRawBufferPointer(rebasing: bytes[..<room]))
        discarded += bytes.count - room
        return discarded > Self.maxDiscarded ? .enough : .all
    }

    /// The response, its content coding still on it.
    consuming func finish() -> HTTPResponse {
        let head = head
        var taken = ByteBuilder()
        swap(&taken, &body)
        let body = taken.finish()
        return HTTPResponse(status: head.status, headers: head.headers, body: body.isEmpty ? [] : [body])
    }
}

extension HTTPResponse {
    /// This response as the caller sees it: its content coding undone, without the fields that framed it.
    func decoded(limit: Int) throws(HTTPClientError) -> HTTPResponse {
        var response = self
        for name in ["content-length", "transfer-encoding", "connection"] { response.headers.remove(name) }
        let name = headers.all("content-encoding").joined(separator: ", ")
        guard let coding = ContentCoding(name: name), coding != .identity else { return response }
        response.headers.remove("content-encoding")
        let body = wholeBody
        guard !body.isEmpty else { return response }
        do throws(DecompressionError) {
            response.body = [try coding.decompress(body, limit: limit)]
        } catch {
            // An error says enough by its status; its body may have been cut off within the compressed data.
            guard (200..<300).contains(status) else {
                response.body = []
                return response
            }
            switch error {
            case .tooLarge: throw .answerTooLarge(limit)
            case .malformed: throw HTTPClientError(.malformedAnswer, "malformed HTTP response: \(error)")
            }
        }
        return response
    }
}
