internal import CollectorAPI
internal import Pdata

/// One unary gRPC call.
final class GRPCServerStream: HTTP2ServerStream, @unchecked Sendable {
    private enum Encoding {
        case known(ContentCoding)
        case unsupported(String)
    }

    private let service: GRPCService
    private var method: GRPCMethod?
    private var path = ""
    private var isPost = false
    private var isGRPC = false
    private var encoding = Encoding.known(.identity)
    private var timeout: Duration?
    private var metadata = HTTPHeaders()
    @exclusivity(unchecked) private var assembler: GRPCMessageAssembler?
    private var auth: [String: [String]] = [:]
    private var deadline: LoopTimer?

    init(_ connection: HTTP2ServerConnection, id: Int32, _ service: GRPCService) {
        self.service = service
        super.init(connection, id: id)
    }

    // MARK: The request

    override func receivedField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        switch name.count {
        case 5 where name.isEqual(to: ":path"):
            method = service.method(at: value)
            if method == nil || service.admission != nil { path = value.text }
        case 7 where name.isEqual(to: ":method"):
            isPost = value.isEqual(to: "POST")
        case 12 where name.isEqual(to: "content-type"):
            isGRPC = Self.isGRPC(value)
        case 12 where name.isEqual(to: "grpc-timeout"):
            timeout = GRPCTimeout.parse(value)
        case 13 where name.isEqual(to: "grpc-encoding"):
            encoding = Self.encoding(value)
        default: break
        }
        if service.keepsMetadata, name.first != UInt8(ascii: ":") {
            metadata.append(name.text, value.text)
        }
    }

    override func receivedHeader() {
        guard isPost else { return answer(GRPCAnswers.methodNotAllowed) }
        guard isGRPC else { return answer(GRPCAnswers.unsupportedMediaType) }
        guard method != nil else { return fail(service.unknown(path)) }
        if case .unsupported(let name) = encoding {
            return fail(
                GRPCStatus(
                    .unimplemented,
                    "grpc: Decompressor is not installed for grpc-encoding \"\(name)\"; gzip, snappy and zstd are"
                )
            )
        }
        assembler = GRPCMessageAssembler(limit: service.maxMessageSize, budget: service.budget)
        if service.keepsMetadata {
            do throws(GRPCStatus) {
                try assembler?.keep(MemoryRefusal.charge(header: headerListSize))
            } catch {
                return fail(error)
            }
        }
        if let admission = service.admission { pass(admission) }
    }

    private func pass(_ admission: ServerAdmission) {
        let request = IncomingRequest(.grpc, path: path, headers: metadata, peer: connection.peer)
        admit { [self] in
            do throws(RequestRefusal) {
                auth = try await admission.admit(request)
                return true
            } catch {
                fail(GRPCStatus(error.code, error.message, retryAfter: error.retryAfter))
                return false
            }
        }
    }

    override func receivedBody(_ bytes: UnsafeRawBufferPointer) {
        do throws(GRPCStatus) {
            try assembler?.append(bytes)
        } catch {
            fail(error)
        }
    }

    override func receivedRequest() {
        guard let method, let assembler = assembler.take() else { return }
        let request: GRPCRequest
        do throws(GRPCStatus) {
            let (message, coding) = try Self.message(assembler, encoding)
            guard let undone = try undoneIfShort(message, coding) else {
                return inflate(message, coding, for: method)
            }
            request = self.request(undone, coding, method)
        } catch {
            return fail(error)
        }
        handlerStarted()
        let task = Task.immediate(executorPreference: connection.tcp.loop) { [self] in
            do throws(GRPCStatus) {
                succeed(try await method.answer(request))
            } catch {
                fail(error)
            }
            handlerEnded()
        }
        keep(task)
    }

    /// Decompresses a long message away from the loop, which serves others meanwhile, and calls `method` with it.
    private func inflate(_ message: Bytes, _ coding: ContentCoding, for method: GRPCMethod) {
        handlerStarted()
        let task = Task.immediate(executorPreference: connection.tcp.loop) { [self] in
            do throws(GRPCStatus) {
                let undone = try await GRPCCompression.undoOffLoop(
                    coding,
                    of: message,
                    limit: service.maxMessageSize,
                    service.budget
                )
                if !isAnswered { succeed(try await method.answer(request(undone, coding, method))) }
            } catch {
                fail(error)
            }
            handlerEnded()
        }
        keep(task)
    }

    /// The message, and how it is compressed.
    private static func message(
        _ assembler: consuming GRPCMessageAssembler,
        _ encoding: Encoding
    ) throws(GRPCStatus) -> (Bytes, ContentCoding) {
        guard let (message, isCompressed) = try assembler.finish() else {
            throw GRPCStatus(.internal, "grpc: the call ended without a message")
        }
        guard isCompressed else { return (message, .identity) }
        guard case .known(let coding) = encoding, coding != .identity else {
            throw GRPCStatus(.internal, "grpc: compressed flag set with identity or empty encoding")
        }
        return (message, coding)
    }

    private func undoneIfShort(_ message: Bytes, _ coding: ContentCoding) throws(GRPCStatus) -> Decompressed? {
        guard coding != .identity else { return Decompressed(bytes: message) }
        return try GRPCCompression.undoIfShort(coding, of: message, limit: service.maxMessageSize, service.budget)
    }

    private func request(_ undone: Decompressed, _ coding: ContentCoding, _ method: GRPCMethod) -> GRPCRequest {
        // The compressed bytes are a convenience: the first to go when memory runs short.
        let keepsForm =
            undone.form != nil && method.keptCodings.contains(coding) && service.budget?.isUnderPressure != true
        return GRPCRequest(
            message: undone.bytes,
            compressedForm: keepsForm ? undone.form : nil,
            metadata: metadata,
            client: client
        )
    }

    private static func encoding(_ value: UnsafeRawBufferPointer) -> Encoding {
        // What nearly every client sends is told without a string.
        if value.isEqual(to: "gzip") { return .known(.gzip) }
        let name = value.text
        return ContentCoding(grpcName: name).map(Encoding.known) ?? .unsupported(name)
    }

    private var client: ClientContext {
        guard service.includesMetadata else { return ClientContext(address: connection.peer, auth: auth) }
        var values: [String: [String]] = [:]
        for field in metadata.fields { values[field.name, default: []].append(field.value) }
        return ClientContext(address: connection.peer, metadata: values, auth: auth)
    }

    private static func isGRPC(_ value: UnsafeRawBufferPointer) -> Bool {
        let name: StaticString = "application/grpc"
        let length = name.utf8CodeUnitCount
        guard value.count >= length, UnsafeRawBufferPointer(rebasing: value[..<length]).isEqual(to: name) else {
            return false
        }
        guard value.count > length else { return true }
        let rest = UnsafeRawBufferPointer(rebasing: value[length...])
        return rest.first == UInt8(ascii: ";") || rest.isEqual(to: "+proto")
            || rest.count > 6 && rest[6] == UInt8(ascii: ";")
                && UnsafeRawBufferPointer(rebasing: rest[..<6]).isEqual(to: "+proto")
    }

    override var uploaded: Int? { assembler?.received }

    override func refuseUpload() {
        fail(MemoryRefusal.unavailable)
    }

    // MARK: The answer

    override func handlerSuspended() {
        guard let timeout, deadline == nil, !isAnswered else { return }
        let timer = LoopTimer(connection.tcp.loop) { [unowned self] in
            cancel()
            fail(GRPCStatus(.deadlineExceeded, "the call's deadline passed before it was answered"))
        }
        deadline = timer
        timer.start(after: timeout)
    }

    override func ended() {
        assembler = nil
        deadline?.close()
        deadline = nil
    }

    private func succeed(_ message: Bytes) {
        guard let prefix = GRPCPrefix(length: message.count, isCompressed: false) else {
            return fail(GRPCStatus(.resourceExhausted, "grpc: the answer is longer than a message can be"))
        }
        guard !message.isEmpty else {
            return answer(GRPCAnswers.header, body: GRPCAnswers.emptyMessage, trailers: GRPCAnswers.okTrailers)
        }
        var bytes = ByteBuilder(capacity: GRPCPrefix.size)
        for index in 0..<GRPCPrefix.size { bytes.append(prefix.bytes[index]) }
        answer(GRPCAnswers.header, body: [bytes.finish(), message], trailers: GRPCAnswers.okTrailers)
    }

    private func fail(_ status: GRPCStatus) {
        answer(GRPCAnswers.failure(status))
    }
}
