internal import Pdata

/// A client's side of one HTTP/1.1 connection: one call at a time.
///
/// Used on its loop only.
final class HTTPClientConnection: HTTPClientCarrier, TCPHandler, @unchecked Sendable {
    // Sendable because it is used on its loop only; the pool keeps it without touching it.

    let origin: HTTPOrigin
    let loop: EventLoop
    private let tcp: TCPConnection
    private let pool: HTTPClientPool
    private var parser = HTTP1Parser(.response)
    private var call: HTTPClientCall?
    private var answer: HTTPClientAnswer?
    private var failure: HTTPClientError?
    private var completed: (HTTPClientCall, HTTPResponse)?
    private var keepsAlive = true
    private var hasServed = false
    private var hasAnswerBegun = false
    private var idleDeadline: Deadline?

    init(_ tcp: TCPConnection, to origin: HTTPOrigin, _ pool: HTTPClientPool) {
        self.tcp = tcp
        self.origin = origin
        self.pool = pool
        loop = tcp.loop
        // How long a peer may let us wait is the call's timeout.
        tcp.writeTimeout = nil
        tcp.handler = self
        tcp.resumeReading()
    }

    // MARK: Calls

    func begin(_ call: HTTPClientCall) {
        loop.assertOnLoop()
        idleDeadline?.set(after: nil)
        guard tcp.isOpen, self.call == nil else { return pool.place(call) }
        guard call.attach(to: self), let message = call.message else { return release() }
        self.call = call
        hasAnswerBegun = false
        parser.expectResponse(toHead: message.method == "HEAD")
        tcp.write(message.http1)
    }

    func abort(_ call: HTTPClientCall) {
        guard self.call === call else { return }
        // Its answer would be taken for the next one's.
        tcp.close()
    }

    /// Waits for a next call, for at most `time`.
    func rest(for time: Duration?) {
        guard tcp.isOpen, let time else { return }
        let deadline = idleDeadline ?? Deadline(loop) { [unowned self] in tcp.close() }
        idleDeadline = deadline
        deadline.set(after: time)
    }

    func shutdown() {
        fail(.closed)
    }

    /// Takes the call off the connection; ``deliver(isReusable:)`` follows.
    private func complete(_ answer: consuming HTTPClientAnswer) {
        guard let call else { return }
        keepsAlive = answer.head.keepsAlive
        completed = (call, answer.finish())
        self.call = nil
        hasServed = true
    }

    /// Makes the connection free for others, then gives a completed call its answer: a caller's next request finds it.
    private func deliver(isReusable: Bool) {
        guard let (call, response) = completed.take() else { return }
        // What is still to be sent of a request that has its answer already is of no use.
        if isReusable, keepsAlive, parser.isBetweenMessages, tcp.queued == 0 {
            release()
        } else {
            tcp.close()
        }
        call.finish(.success(response))
    }

    private func release() {
        guard tcp.isOpen, call == nil else { return }
        pool.release(self)
    }

    private func fail(_ error: HTTPClientError) {
        failure = error
        call?.finish(.failure(error))
        tcp.close()
    }

    // MARK: The socket

    func received(_ bytes: UnsafeRawBufferPointer) {
        // An answer that nothing asked for, such as a 408 to a connection at rest, ends the connection.
        guard call != nil else { return tcp.close() }
        hasAnswerBegun = true
        var offset = 0
        do throws(HTTP1Error) {
            while call != nil, tcp.isOpen, let event = try parser.next(bytes.bytes, from: &offset) {
                try take(event, bytes)
            }
        } catch {
            return fail(HTTPClientError(.malformedAnswer, "malformed HTTP response: \(error)"))
        }
        deliver(isReusable: offset == bytes.count)
    }

    private func take(_ event: HTTP1Parser.Event, _ bytes: UnsafeRawBufferPointer) throws(HTTP1Error) {
        do throws(HTTPClientError) {
            switch event {
            case .request: break
            case .response(let head): answer = try HTTPClientAnswer(head, limit: call?.maxAnswerSize ?? 0)
            case .body(let range):
                guard case .enough? = try answer?.append(UnsafeRawBufferPointer(rebasing: bytes[range])) else { return }
                if let answer = answer.take() { complete(answer) }
            case .end:
                if let answer = answer.take() { complete(answer) }
            }
        } catch {
            fail(error)
        }
    }

    func receivedEnd() {
        guard call != nil else { return tcp.close() }
        do throws(HTTP1Error) {
            if case .end? = try parser.finish(), let answer = answer.take() { complete(answer) }
        } catch {
            failure = HTTPClientError(.disconnected, "unexpected EOF: \(error)")
        }
        deliver(isReusable: false)
        tcp.close()
    }

    func drained() {}

    func closed(_ error: NetError?) {
        idleDeadline?.close()
        idleDeadline = nil
        guard let call else { return pool.remove(self) }
        self.call = nil
        // A server may close a connection at rest at the moment in which it is used again.
        guard !hasServed || hasAnswerBegun || failure != nil || !call.mayRetry() else {
            return pool.replace(self, for: call)
        }
        pool.remove(self)
        call.finish(
            .failure(
                failure
                    ?? HTTPClientError(.disconnected, error?.description ?? "EOF: the server closed the connection")
            )
        )
    }
}
