internal import CLibUV
internal import CollectorAPI
internal import Pdata

/// A server's side of one HTTP/1.1 connection.
///
/// One request is under way at a time, and none is taken while an answer waits for the client to read: what one read
/// brought ahead is kept, and holds back the client.
final class HTTP1ServerConnection: TCPHandler, ServerConnection, @unchecked Sendable {
    // Sendable because it is used on its loop only.

    /// The most that one read may bring beyond a request's body, and so of what a client sent ahead of its answers.
    static let aheadLimit = 64 * 1024

    /// How many requests are taken before other connections have their turn.
    private static let burst = 16

    /// What is reserved on the word of `Content-Length` alone.
    private static let maxReserved = 1024 * 1024

    /// How long a client that ended its side, and may have gone, is still answered.
    private static let halfClosedTime = Duration.seconds(10)

    /// How much of a refused request's body is read for the connection's sake, and how long at most.
    private static let refusedBody = 256 * 1024
    private static let refusedTime = Duration.seconds(60)

    private enum State {
        case reading
        /// The head of a request is judged; its body waits.
        case admitting
        case handling
        /// The last answer is given: nothing more is taken.
        case ended
    }

    private let tcp: TCPConnection
    private let service: HTTPService
    private let connections: ServerConnections
    private let client: ClientContext
    private var parser = HTTP1Parser(.request)
    private var state = State.reading
    private var request: HTTPRequest?
    private var body = ByteBuilder()
    private var reservation: MemoryReservation?
    private var started: UInt64 = 0
    private var lastReceived: UInt64 = 0
    private var keepsAlive = true
    private var isHTTP10 = false
    private var ahead = ByteBuilder()
    private var aheadMemory: MemoryReservation?
    /// Whether bytes of the client were dropped for want of memory: what it sends is not understood any more.
    private var isCut = false
    private var task: Task<Void, Never>?
    private var isDraining = false
    private var hasPeerEnded = false
    private var isClosed = false
    private var deadline: Deadline?

    init(_ tcp: TCPConnection, _ service: HTTPService, _ connections: ServerConnections) {
        self.tcp = tcp
        self.service = service
        self.connections = connections
        client = ClientContext(address: tcp.peerAddress?.description ?? "")
        tcp.readLimit = Self.aheadLimit
        tcp.writeTimeout = service.options.writeTimeout
        deadline = Deadline(tcp.loop) { [unowned self] in timedOut() }
        deadline?.set(after: service.options.readHeaderTimeout ?? service.options.readTimeout)
    }

    // MARK: The socket

    func received(_ bytes: UnsafeRawBufferPointer) {
        lastReceived = uv_now(tcp.loop.uv)
        switch state {
        case .reading where ahead.count > 0: keepAhead(bytes)
        case .reading: process(bytes)
        case .admitting, .handling: keepAhead(bytes)
        case .ended: break
        }
    }

    func receivedEnd() {
        hasPeerEnded = true
        switch state {
        case .reading: end()
        case .admitting, .handling: deadline?.set(after: Self.halfClosedTime)
        case .ended: break
        }
    }

    func drained() {
        goOnReading()
    }

    func closed(_ error: NetError?) {
        isClosed = true
        state = .ended
        deadline?.close()
        deadline = nil
        cancel()
        dropBody()
        ahead = ByteBuilder()
        aheadMemory = nil
        leaveIfOver()
    }

    private func process(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var taken = 0
        do throws(HTTP1Error) {
            // A client that does not read its answers gets no further ones.
            while state == .reading, taken < Self.burst, tcp.isFlushed,
                let event = try parser.next(bytes.bytes, from: &offset)
            {
                switch event {
                case .request(let head): begin(head)
                case .body(let range): append(UnsafeRawBufferPointer(rebasing: bytes[range]))
                case .end:
                    taken += 1
                    dispatch()
                case .response: break
                }
            }
        } catch {
            return refuse(error)
        }
        tcp.readLimit = max(Self.aheadLimit, state == .reading ? parser.bodyLeft : 0)
        guard state == .reading, offset == bytes.count else {
            keepAhead(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            if taken == Self.burst, state == .reading { tcp.loop.execute { self.goOnReading() } }
            return
        }
        if request == nil { holdHeader() }
        watchNext()
    }

    /// Keeps what came before its turn, and reads no further until then.
    private func keepAhead(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty, state != .ended, !isCut else { return }
        tcp.pauseReading()
        if aheadMemory == nil { aheadMemory = service.options.budget.map { MemoryReservation($0) } }
        let size = ahead.count + bytes.count
        if size <= MemoryRefusal.freeHeader {
            aheadMemory?.force(to: size)
        } else if let admission = aheadMemory?.grow(to: size), admission != .admitted {
            return cutOff()
        }
        ahead.append(bytes)
    }

    /// Drops what the client sent ahead, for which there is no memory; what it is owed is still answered.
    private func cutOff() {
        isCut = true
        keepsAlive = false
        ahead = ByteBuilder()
        aheadMemory = nil
        guard state == .reading else { return }
        if request == nil { end() } else { refuse(MemoryRefusal.unavailable) }
    }

    /// Sets the deadline for what a reading connection waits for.
    private func watchNext() {
        guard state == .reading else { return }
        if hasPeerEnded { return end() }
        guard request == nil else { return }
        if parser.isBetweenMessages {
            if isDraining { return end() }
            guard isIdle == false else { return }
            isIdle = true
            deadline?.set(after: service.options.idleTimeout ?? service.options.readTimeout)
        } else if isIdle {
            isIdle = false
            deadline?.set(after: service.options.readHeaderTimeout ?? service.options.readTimeout)
        }
    }

    /// Whether the connection waits for a next request; false before the first.
    private var isIdle = false

    /// Refuses a request nothing of whose body was read.
    private func refuseUnread(_ head: HTTP1RequestHead, _ refusal: HTTPResponse) {
        keepsAlive = keepsAlive && !isCut && !head.expectsContinue && Self.isWorthReading(head.body)
        deadline?.set(after: service.options.readTimeout ?? service.options.readHeaderTimeout ?? Self.refusedTime)
        isDropping = true
        send(refusal)
    }

    /// Whether the body of a refused request is read and dropped.
    private var isDropping = false

    // MARK: The request

    private func begin(_ head: HTTP1RequestHead) {
        isIdle = false
        isDropping = false
        keepsAlive = head.keepsAlive && service.options.keepsAlive
        isHTTP10 = head.isHTTP10
        let request = HTTPRequest(
            method: head.method,
            path: head.path,
            query: head.query,
            headers: head.headers,
            client: client
        )
        self.request = request
        guard let admission = service.admission(for: request) else { return expectBody(head) }
        state = .admitting
        deadline?.set(after: nil)
        let task = Task.immediate(executorPreference: tcp.loop) { [self] in
            var request = request
            let refusal = await service.admit(&request, admission)
            judged(head, request, refusal)
        }
        if state == .admitting { self.task = task }
    }

    private func judged(_ head: HTTP1RequestHead, _ request: HTTPRequest, _ refusal: HTTPResponse?) {
        let hadSuspended = task != nil
        task = nil
        guard !isClosed else { return leaveIfOver() }
        state = .reading
        self.request = request
        if let refusal {
            refuseUnread(head, refusal)
        } else if isCut {
            refuse(MemoryRefusal.unavailable)
        } else {
            expectBody(head)
        }
        if hadSuspended { goOnReading() }
    }

    /// Whether the body of a refused request is read and dropped, so that the connection serves further requests.
    private static func isWorthReading(_ body: HTTP1Body) -> Bool {
        switch body {
        case .none: true
        case .length(let length): length <= refusedBody
        case .chunked, .untilClose: false
        }
    }

    private func expectBody(_ head: HTTP1RequestHead) {
        guard let request else { return }
        deadline?.set(after: service.options.readTimeout)
        started = lastReceived
        reservation = service.options.budget.map { MemoryReservation($0) }
        var length = 0
        if case .length(let declared) = head.body { length = declared }
        guard length <= service.options.maxBodySize else { return refuseBody(request) }
        do throws(GRPCStatus) {
            // The header is kept too.
            try MemoryRefusal.check(&reservation, MemoryRefusal.charge(header: parser.headerSize) + length)
        } catch {
            return refuseUnread(head, service.refuse(error, request))
        }
        body.reserve(min(length, Self.maxReserved))
        if head.expectsContinue { tcp.write([Self.goOn]) }
    }

    private static let goOn = Bytes(utf8: "HTTP/1.1 100 Continue\r\n\r\n")

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let request else { return }
        guard body.count + bytes.count <= service.options.maxBodySize else { return refuseBody(request) }
        do throws(GRPCStatus) {
            try MemoryRefusal.checkStep(
                &reservation,
                MemoryRefusal.charge(header: parser.headerSize) + body.count + bytes.count
            )
        } catch {
            return refuse(error)
        }
        body.append(bytes)
    }

    private func refuse(_ status: GRPCStatus) {
        keepsAlive = false
        send(service.refuse(status, request ?? HTTPRequest(method: "", path: "", client: client)))
    }

    /// Pays for the part of a header that waits for its rest.
    private func holdHeader() {
        let size = parser.pendingSize
        guard size > MemoryRefusal.freeHeader else { return }
        if reservation == nil {
            reservation = service.options.budget.map { MemoryReservation($0) }
            started = lastReceived
        }
        do throws(GRPCStatus) {
            try MemoryRefusal.check(&reservation, size)
        } catch {
            refuse(error)
        }
    }

    func relieve() {
        // What waits for a client that takes nothing, and what it sent meanwhile, is of no use to anybody.
        if tcp.isStalled() { return tcp.close() }
        guard state == .reading, !parser.isBetweenMessages, !isDropping, reservation != nil,
            UploadPace.isTooSlow(
                start: started,
                last: lastReceived,
                bytes: body.count,
                now: uv_now(tcp.loop.uv)
            )
        else { return }
        refuse(MemoryRefusal.unavailable)
    }

    let hasSpoken = true

    var idleSince: UInt64? {
        guard state == .reading, request == nil, tcp.queued == 0, !isDropping else { return nil }
        return IdleConnection.since(lastReceived, now: uv_now(tcp.loop.uv))
    }

    func endIfIdle() {
        if idleSince != nil { tcp.close() }
    }

    private func dropBody() {
        body = ByteBuilder()
        reservation = nil
    }

    private func refuseBody(_ request: HTTPRequest) {
        keepsAlive = false
        send(service.refuseBody(request))
    }

    private func refuse(_ error: HTTP1Error) {
        guard state == .reading else { return }
        keepsAlive = false
        send(service.refuse(error.status, error.message, request ?? HTTPRequest(method: "", path: "", client: client)))
    }

    private func dispatch() {
        isDropping = false
        guard var request else { return }
        var taken = ByteBuilder()
        swap(&taken, &body)
        request.body = MemoryRefusal.pay(&reservation, for: taken)
        state = .handling
        deadline?.set(after: nil)
        let task = Task.immediate(executorPreference: tcp.loop) { [self, request] in
            let response = await service.respond(to: request)
            answered(response)
        }
        if state == .handling { self.task = task }
    }

    // MARK: The answer

    private func answered(_ response: HTTPResponse) {
        let hadSuspended = task != nil
        task = nil
        guard !isClosed else { return leaveIfOver() }
        state = .reading
        send(response)
        if hadSuspended { goOnReading() }
    }

    private func goOnReading() {
        guard state == .reading else { return }
        // What the client sent meanwhile; its bytes are kept until they are taken.
        var taken = ByteBuilder()
        swap(&taken, &ahead)
        aheadMemory = nil
        let bytes = taken.finish()
        bytes.withUnsafeBytes { process($0) }
        if state == .reading, ahead.count == 0, tcp.isFlushed { tcp.resumeReading() }
    }

    private func send(_ response: HTTPResponse) {
        let isHead = request?.method == "HEAD"
        request = nil
        dropBody()
        if isDraining || hasPeerEnded && ahead.count == 0 { keepsAlive = false }
        let hasBody = HTTPResponseHead.mayHaveBody(response)
        var head = ByteBuilder(capacity: 256)
        let status = HTTPResponseHead.status(of: response)
        head.append(utf8: "HTTP/1.1 \(status) \(HTTPReason.phrase(status))\r\n")
        for (name, value) in HTTPResponseHead.fields(of: response) {
            head.append(utf8: name)
            head.append(utf8: ": ")
            head.append(utf8: value)
            head.append(utf8: "\r\n")
        }
        if hasBody { head.append(utf8: "content-length: \(response.body.reduce(0) { $0 &+ $1.count })\r\n") }
        if !keepsAlive {
            head.append(utf8: "connection: close\r\n")
        } else if isHTTP10 {
            head.append(utf8: "connection: keep-alive\r\n")
        }
        head.append(utf8: "\r\n")
        tcp.write([head.finish()] + (hasBody && !isHead ? response.body.filter { !$0.isEmpty } : []))
        guard keepsAlive else { return end() }
        // A client that does not read its answers sends no further requests either.
        if !tcp.isFlushed { tcp.pauseReading() }
    }

    // MARK: The end

    func drain() {
        isDraining = true
        if state == .reading, request == nil, parser.isBetweenMessages { end() }
    }

    func cancelRequests() {
        cancel()
    }

    func abort() {
        cancel()
        tcp.close()
    }

    private func end() {
        guard state != .ended else { return }
        state = .ended
        deadline?.set(after: nil)
        tcp.finish()
    }

    private func timedOut() {
        switch state {
        case .admitting, .handling: abort()
        case .reading where !isDropping && (request != nil || !parser.isBetweenMessages):
            keepsAlive = false
            send(
                service.refuse(
                    408,
                    "the request did not arrive in time",
                    request ?? HTTPRequest(method: "", path: "")
                )
            )
        default: end()
        }
    }

    private func cancel() {
        task?.cancel()
    }

    private func leaveIfOver() {
        if task == nil { connections.remove(self) }
    }
}
