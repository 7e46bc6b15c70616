internal import CollectorAPI
internal import Pdata

/// One HTTP request over HTTP/2.
final class HTTPServerStream: HTTP2ServerStream, @unchecked Sendable {
    private let service: HTTPService
    private var request: HTTPRequest
    private var authority: String?
    private var body = ByteBuilder()
    private var reservation: MemoryReservation?

    init(_ connection: HTTP2ServerConnection, id: Int32, _ service: HTTPService) {
        self.service = service
        request = HTTPRequest(method: "", path: "", client: ClientContext(address: connection.peer))
        reservation = service.options.budget.map { MemoryReservation($0) }
        super.init(connection, id: id)
    }

    override func receivedField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard name.first == UInt8(ascii: ":") else { return request.headers.append(name.text, value.text) }
        if name.isEqual(to: ":method") {
            request.method = value.text
        } else if name.isEqual(to: ":path") {
            let target = value.text
            let mark = target.firstIndex(of: "?") ?? target.endIndex
            request.path = String(target[..<mark])
            request.query = String(target[mark...].dropFirst())
        } else if name.isEqual(to: ":authority") {
            authority = value.text
        }
    }

    override func receivedHeader() {
        if let authority, request.headers["host"] == nil { request.headers.append("host", authority) }
        // The header is kept too.
        guard admit(headerCharge) else { return }
        guard let admission = service.admission(for: request) else { return expectBody() }
        admit { [self] in
            if let refusal = await service.admit(&request, admission) {
                send(refusal)
                return false
            }
            expectBody()
            return !isAnswered
        }
    }

    private func expectBody() {
        if let text = request.headers["content-length"], let length = Int(text), length > service.options.maxBodySize {
            return send(service.refuseBody(request))
        }
        if let text = request.headers["content-length"], let length = Int(text), !admit(headerCharge + length) {
            return
        }
        if request.headers["expect"]?.asciiLowercased == "100-continue" { connection.submitContinue(self) }
    }

    override func receivedBody(_ bytes: UnsafeRawBufferPointer) {
        guard body.count + bytes.count <= service.options.maxBodySize else {
            body = ByteBuilder()
            return send(service.refuseBody(request))
        }
        guard admit(step: headerCharge + body.count + bytes.count) else { return }
        body.append(bytes)
    }

    private var headerCharge: Int { MemoryRefusal.charge(header: headerListSize) }

    /// Whether there is memory for a body of `count` bytes; the request is refused when not.
    private func admit(_ count: Int) -> Bool {
        admit { reservation throws(GRPCStatus) in try MemoryRefusal.check(&reservation, count) }
    }

    /// Whether there is memory for a body of which there are `count` bytes now; the request is refused when not.
    private func admit(step count: Int) -> Bool {
        admit { reservation throws(GRPCStatus) in try MemoryRefusal.checkStep(&reservation, count) }
    }

    private func admit(_ check: (inout MemoryReservation?) throws(GRPCStatus) -> Void) -> Bool {
        do throws(GRPCStatus) {
            try check(&reservation)
            return true
        } catch {
            send(service.refuse(error, request))
            return false
        }
    }

    override var uploaded: Int? { reservation == nil ? nil : body.count }

    override func refuseUpload() {
        send(service.refuse(MemoryRefusal.unavailable, request))
    }

    override func ended() {
        body = ByteBuilder()
        reservation = nil
    }

    override func receivedRequest() {
        var taken = ByteBuilder()
        swap(&taken, &body)
        request.body = MemoryRefusal.pay(&reservation, for: taken)
        let whole = request
        request.body = Bytes()
        handlerStarted()
        let task = Task.immediate(executorPreference: connection.tcp.loop) { [self] in
            send(await service.respond(to: whole))
            handlerEnded()
        }
        keep(task)
    }

    private func send(_ response: HTTPResponse) {
        var fields = HTTP2FieldBuilder()
        fields.append(":status", String(HTTPResponseHead.status(of: response)))
        let length = response.body.reduce(0) { $0 &+ $1.count }
        let hasBody = HTTPResponseHead.mayHaveBody(response)
        for (name, value) in HTTPResponseHead.fields(of: response) { fields.append(name, value) }
        if hasBody { fields.append("content-length", String(length)) }
        let sendsBody = hasBody && request.method != "HEAD" && length > 0
        answer(.built(fields), body: sendsBody ? response.body : [])
    }
}
