internal import Glibc
internal import Pdata

/// One request of an HTTP/2 connection, and its answer. Used on the connection's loop only.
class HTTP2ServerStream: @unchecked Sendable {
    // Sendable because it is used on its loop only; a handler's task touches it there.

    /// The connection, which keeps the stream until it is closed.
    let connection: HTTP2ServerConnection

    /// The stream's id in the session.
    let id: Int32

    /// When the request began, and when bytes of it last came, in the loop's milliseconds.
    var started: UInt64 = 0
    var lastReceived: UInt64 = 0

    /// The bytes of header fields so far, as RFC 9113 counts them.
    var headerListSize = 0

    /// Whether the request is whole.
    private(set) var isRequestComplete = false

    /// Whether an answer was given, or the stream is closed: what comes in is dropped.
    private(set) var isAnswered = false

    /// Whether the session has let go of the stream.
    private(set) var isClosed = false

    /// Whether the request is not admitted yet: its body's window is kept, and its handler does not run.
    private(set) var isHeld = false

    /// The bytes that came while the request was held.
    var heldBytes = 0

    /// The handler, while it runs.
    private var task: Task<Void, Never>?
    private var isRunning = false

    private var body: [Bytes] = []
    private var part = 0
    private var offset = 0
    private var trailers: HTTP2Fields?

    init(_ connection: HTTP2ServerConnection, id: Int32) {
        self.connection = connection
        self.id = id
    }

    // MARK: For kinds of streams to override

    /// Takes a field of the request's header.
    func receivedField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {}

    /// The header is whole; a kind of stream may answer already.
    func receivedHeader() {}

    /// Takes a part of the body.
    func receivedBody(_ bytes: UnsafeRawBufferPointer) {}

    /// The request is whole: runs the handler.
    func receivedRequest() {}

    /// Called when the handler has not returned at once.
    func handlerSuspended() {}

    /// The bytes of the body that have come, where memory was promised for the whole; nil where it was not.
    var uploaded: Int? { nil }

    /// Refuses the request because its body comes too slowly while memory is short.
    func refuseUpload() {}

    /// The stream is answered, or gone: ends what waits on it.
    func ended() {}

    // MARK: From the connection

    final func completeRequest() {
        isRequestComplete = true
    }

    final func close() {
        isClosed = true
        isAnswered = true
        body = []
        trailers = nil
        ended()
        cancel()
    }

    /// Cancels the handler, from the loop's next turn: what a cancellation runs must not run inside nghttp2.
    final func cancel() {
        guard let task else { return }
        self.task = nil
        connection.tcp.loop.execute { task.cancel() }
    }

    /// Writes the next bytes of the answer's body; tells whether it is at its end.
    final func readBody(into buffer: UnsafeMutableRawBufferPointer) -> (count: Int, isEnd: Bool) {
        var written = 0
        while part < body.count, written < buffer.count {
            let current = body[part]
            let count = min(current.count - offset, buffer.count - written)
            current.withUnsafeBytes { bytes in
                guard count > 0, let base = buffer.baseAddress, let source = bytes.baseAddress else { return }
                memcpy(base + written, source + offset, count)
            }
            written += count
            offset += count
            guard offset == current.count else { break }
            part += 1
            offset = 0
        }
        let isEnd = part == body.count
        if isEnd { body = [] }
        return (written, isEnd)
    }

    final func takeTrailers() -> HTTP2Fields? {
        defer { trailers = nil }
        return trailers
    }

    // MARK: For kinds of streams to call

    /// Sends the answer, unless one was given.
    final func answer(_ header: HTTP2Fields, body: [Bytes] = [], trailers: HTTP2Fields? = nil) {
        guard !isAnswered else { return }
        isAnswered = true
        ended()
        self.body = body
        self.trailers = trailers
        connection.submit(self, header, hasBody: !body.isEmpty || trailers != nil)
    }

    /// Runs `handler` on the loop as a task that starts at once; it is cancelled when the client goes away.
    final func run(_ handler: @escaping @Sendable () async -> Void) {
        isRunning = true
        connection.handlerStarted()
        let task = Task.immediate(executorPreference: connection.tcp.loop) {
            await handler()
            self.handlerEnded()
        }
        guard isRunning else { return }
        self.task = task
        handlerSuspended()
    }

    /// Asks `judge` whether the request may go on; it gives the answer when not. The request is held until then.
    final func admit(_ judge: @escaping @Sendable () async -> Bool) {
        isHeld = true
        isRunning = true
        connection.handlerStarted()
        let task = Task.immediate(executorPreference: connection.tcp.loop) {
            let isAdmitted = await judge()
            // First the end of this task: the handler's takes its place.
            self.handlerEnded()
            if isAdmitted { self.letGo() }
        }
        guard isRunning else { return }
        self.task = task
        handlerSuspended()
    }

    private func letGo() {
        guard isHeld, !isAnswered else { return }
        isHeld = false
        connection.giveBack(heldBytes, of: self)
        if isRequestComplete { receivedRequest() }
    }

    private func handlerEnded() {
        isRunning = false
        task = nil
        connection.handlerEnded()
    }
}
