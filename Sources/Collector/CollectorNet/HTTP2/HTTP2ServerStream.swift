internal import Glibc
internal import Pdata

/// One request of an HTTP/2 connection, and its answer. Used on the connection's loop only.
class HTTP2ServerStream: @unchecked Sendable {
    // Sendable because it is used on its loop only; a handler's task touches it there.

    /// The connection, which keeps the stream until it is closed.
    let connection: HTTP2ServerConnection

    /// The stream's id in the session.
    let id: Int32

    /// Where the connection keeps the stream.
    @exclusivity(unchecked) final var slot = 0

    /// When the request began, and when bytes of it last came, in the loop's milliseconds.
    @exclusivity(unchecked) final var started: UInt64 = 0
    @exclusivity(unchecked) final var lastReceived: UInt64 = 0

    /// When the answer was given, or part of it was last sent, in the loop's milliseconds.
    @exclusivity(unchecked) final var lastSent: UInt64 = 0

    /// When the peer last took its part in the request.
    final var lastProgress: UInt64 { isAnswered ? lastSent : lastReceived }

    /// The bytes of header fields so far, as RFC 9113 counts them.
    @exclusivity(unchecked) final var headerListSize = 0

    /// Whether the request is whole.
    @exclusivity(unchecked) final private(set) var isRequestComplete = false

    /// Whether an answer was given, or the stream is closed: what comes in is dropped.
    @exclusivity(unchecked) final private(set) var isAnswered = false

    /// Whether the session has let go of the stream.
    @exclusivity(unchecked) final private(set) var isClosed = false

    /// Whether the request is not admitted yet: its body's window is kept, and its handler does not run.
    @exclusivity(unchecked) final private(set) var isHeld = false

    /// The bytes that came while the request was held.
    @exclusivity(unchecked) final var heldBytes = 0

    /// The handler, while it runs.
    private var task: Task<Void, Never>?
    private var isHandling = false

    @exclusivity(unchecked) private var body: [Bytes] = []
    @exclusivity(unchecked) private var part = 0
    @exclusivity(unchecked) private var offset = 0
    @exclusivity(unchecked) private var trailers: HTTP2Fields?

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
        lastSent = connection.now
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
        lastSent = connection.now
        ended()
        self.body = body
        self.trailers = trailers
        connection.submit(self, header, hasBody: !body.isEmpty || trailers != nil)
    }

    /// The handler is about to start, as a task on the loop that runs at once.
    ///
    /// A kind of stream makes the task itself: a closure handed over to make it here would cost each request a frame.
    final func handlerStarted() {
        isHandling = true
        connection.handlerStarted()
    }

    /// Keeps the handler's task, unless it has ended already, to cancel it when the client goes away.
    final func keep(_ task: Task<Void, Never>) {
        guard isHandling else { return }
        self.task = task
        handlerSuspended()
    }

    /// Asks `judge` whether the request may go on; it gives the answer when not. The request is held until then.
    final func admit(_ judge: @escaping @Sendable () async -> Bool) {
        isHeld = true
        handlerStarted()
        let task = Task.immediate(executorPreference: connection.tcp.loop) {
            let isAdmitted = await judge()
            // First the end of this task: the handler's takes its place.
            self.handlerEnded()
            if isAdmitted { self.letGo() }
        }
        keep(task)
    }

    private func letGo() {
        guard isHeld, !isAnswered else { return }
        isHeld = false
        connection.giveBack(heldBytes, of: self)
        if isRequestComplete { receivedRequest() }
    }

    /// The handler has answered; the last that its task does.
    final func handlerEnded() {
        isHandling = false
        task = nil
        connection.handlerEnded()
    }
}
