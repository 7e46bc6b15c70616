internal import COpenSSL
internal import Pdata

/// TLS on one connection, between its socket and its handler, neither of which knows of it.
///
/// Used on the connection's loop only. OpenSSL bounds what a handshake may take: 128 KiB of messages, 100 KiB of
/// certificates.
final class TLSSession {
    /// The longest that both sides may take to agree.
    static let handshakeTimeout = Duration.seconds(30)

    /// What a record carries at most.
    private static let recordSize = 16 * 1024

    let context: TLSContext
    let ssl: OpaquePointer
    let isServer: Bool

    /// The host that a client asks for, and verifies.
    let host: String?

    /// Why the peer's certificate was not accepted.
    var refusal: String?

    /// Whether the peer has sent an alert, so that nothing is left to tell it.
    var isRefused = false

    /// The encryption of the way to a proxy, inside of which this one is; nil over a bare socket.
    private let below: TLSSession?

    private unowned let tcp: TCPConnection
    private let buffers: TLSBuffers
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var filled = 0
    private var isUp = false
    private var isOver = false
    private var hasInput = false
    private var hasPeerEnded = false
    /// What came with the end of the handshake, before there was a handler.
    private var early = Bytes()
    private var timer: LoopTimer?
    private var completion: ((NetError?) -> Void)?
    private var waiting: [Bytes] = []

    private var ownWaitingCount = 0

    /// The number of bytes that were written, and wait for the handshake or for room.
    var waitingCount: Int { ownWaitingCount &+ (below?.waitingCount ?? 0) }

    /// The encryption that meets the socket.
    var lowest: TLSSession { below?.lowest ?? self }

    /// A session that begins with ``start(within:completion:)``; nil when there is no memory for it.
    ///
    /// - Parameter host: whom a client wants to reach, and verifies; nil on a server.
    init?(_ tcp: TCPConnection, _ context: TLSContext, host: String?) {
        guard let ssl = SSL_new(context.pointer) else { return nil }
        self.tcp = tcp
        self.context = context
        self.ssl = ssl
        self.host = host
        isServer = host == nil
        below = tcp.tls
        buffers = below == nil ? tcp.loop.tls : tcp.loop.innerTLS
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        guard TLSTransport.attach(self, to: ssl) else { return nil }
        guard let host else {
            SSL_set_accept_state(ssl)
            return
        }
        SSL_set_connect_state(ssl)
        offerProtocols()
        expect(host)
    }

    deinit {
        SSL_free(ssl)
        ERR_clear_error()
    }

    /// The application protocol that both sides chose; empty for none.
    var applicationProtocol: String {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// Begins the handshake, and reads; `completion` is called once, with the error if it failed, before the handler is
    /// told anything.
    func start(within time: Duration, completion: @escaping (NetError?) -> Void) {
        self.completion = completion
        let timer = LoopTimer(tcp.loop) { [unowned self] in
            fail(NetError(.timedOut, "TLS handshake: the \(peer) did not finish it within \(time.goText)"))
        }
        self.timer = timer
        timer.start(after: time)
        // A proxy that ended its encryption along with its last answer passes nothing on.
        if below?.hasPeerEnded ?? false { return receivedEnd() }
        tcp.resumeReading()
        if !isServer { shakeHands() }
    }

    // MARK: Reading

    /// Takes what came from the socket.
    func received(_ bytes: UnsafeRawBufferPointer) {
        guard !isOver, !hasPeerEnded else { return }
        if !hasInput {
            hasInput = true
            guard let first = bytes.first, isTLS(first) else { return refusePlaintext(bytes) }
        }
        input = bytes
        defer { input = UnsafeRawBufferPointer(start: nil, count: 0) }
        if !isUp { shakeHands() }
        guard isUp, !isOver else { return }
        decrypt()
        // Only now: who waits for it must find out what came along, such as that the peer does not want to go on.
        if completion != nil, !isOver {
            end(hasPeerEnded ? NetError(.closed, "TLS handshake: the \(peer) ended the connection") : nil)
        }
    }

    /// The socket ended, though the peer did not say so before: something may have been cut off.
    func receivedEnd() {
        guard !isOver, !hasPeerEnded else { return }
        guard isUp else {
            // A check that a port is open says nothing, and is no failure.
            let error = NetError(.closed, "TLS handshake: the \(peer) ended the connection")
            return fail(error, isSilent: isServer && !hasInput)
        }
        fail(NetError(.closed, "TLS: the \(peer) ended the connection without saying so: data may be missing"))
    }

    func takeInput(_ target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(target.count, input.count)
        guard count > 0 else { return 0 }
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        return count
    }

    private func shakeHands() {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        guard result == 1 else {
            let error = SSL_get_error(ssl, result)
            guard error != SSL_ERROR_WANT_READ else { return flush() }
            return fail(failure(error, "TLS handshake"))
        }
        flush()
        guard tcp.isOpen else { return }
        isUp = true
        timer?.close()
        timer = nil
        // A client's own handler comes with the end of the handshake, and reads on.
        if tcp.handler == nil { tcp.pauseReading() }
        continueWriting()
    }

    private func decrypt() {
        while !isOver, tcp.isOpen {
            var count = 0
            var outcome = SSL_ERROR_NONE
            ERR_clear_error()
            while count < buffers.plain.count {
                let room = UnsafeMutableRawBufferPointer(rebasing: buffers.plain[count...])
                let read = SSL_read(ssl, room.baseAddress, Int32(clamping: room.count))
                guard read > 0 else {
                    outcome = SSL_get_error(ssl, read)
                    break
                }
                count += Int(read)
            }
            // Taken from OpenSSL's queue of errors before a handler can add to it.
            let goesOn = [SSL_ERROR_NONE, SSL_ERROR_WANT_READ, SSL_ERROR_ZERO_RETURN].contains(outcome)
            let failed = goesOn ? nil : failure(outcome, "TLS")
            flush()
            deliver(UnsafeRawBufferPointer(rebasing: buffers.plain[..<count]))
            if let failed { return fail(failed) }
            guard outcome != SSL_ERROR_WANT_READ else { return }
            if outcome == SSL_ERROR_ZERO_RETURN {
                hasPeerEnded = true
                guard let above = isTop ? nil : tcp.tls else { return tcp.peerEnded() }
                return above.receivedEnd()
            }
        }
    }

    private func deliver(_ bytes: UnsafeRawBufferPointer) {
        guard !isTop || tcp.handler != nil else {
            var all = ByteBuilder(capacity: early.count &+ bytes.count)
            early.withUnsafeBytes { all.append($0) }
            all.append(bytes)
            early = all.finish()
            return
        }
        deliverEarly()
        if !bytes.isEmpty, tcp.isOpen { tcp.pass(bytes, above: self) }
    }

    /// Whether what comes out of it is the handler's, else that of a session inside of it.
    private var isTop: Bool { tcp.tls === self }

    /// Whether there is something that came before there was a handler.
    var hasEarly: Bool { !early.isEmpty || below?.hasEarly ?? false }

    /// Gives the handler, or the session inside, what came before it.
    func deliverEarly() {
        below?.deliverEarly()
        guard !early.isEmpty, tcp.isOpen, !isTop || tcp.handler != nil else { return }
        let bytes = early
        early = Bytes()
        bytes.withUnsafeBytes { tcp.pass($0, above: self) }
    }

    // MARK: Writing

    /// Sends a copy of `bytes`, encrypted.
    func write(copying bytes: UnsafeRawBufferPointer) {
        guard isUp, waiting.isEmpty else { return wait(Bytes(copying: bytes)) }
        let sent = encrypt(bytes)
        flush()
        guard sent < bytes.count else { return }
        wait(Bytes(copying: UnsafeRawBufferPointer(rebasing: bytes[sent...])))
    }

    /// Sends `slices`, encrypted; those beyond what the socket takes wait as they are.
    func write(_ slices: [Bytes]) {
        for slice in slices { wait(slice) }
        continueWriting()
    }

    /// Encrypts what waits, as far as the socket takes it.
    func continueWriting() {
        below?.continueWriting()
        guard isUp, !waiting.isEmpty else { return }
        send(untilFull: true)
    }

    /// Encrypts all that waits, and tells the peer that nothing more will come.
    func finishWriting() {
        if isUp, !isOver {
            if !waiting.isEmpty { send(untilFull: false) }
            ERR_clear_error()
            SSL_shutdown(ssl)
            flush()
        }
        below?.finishWriting()
    }

    /// Whether what is below takes more.
    private var hasRoom: Bool { below.map { $0.waiting.isEmpty } ?? true && tcp.hasRoom }

    private func wait(_ slice: Bytes) {
        guard !slice.isEmpty else { return }
        waiting.append(slice)
        ownWaitingCount += slice.count
    }

    /// Fills records from the waiting slices: a small slice, such as a frame's header, gets no record of its own.
    private func send(untilFull: Bool) {
        var index = 0
        var offset = 0
        while index < waiting.count, tcp.isOpen, !untilFull || hasRoom {
            var count = 0
            while index < waiting.count, count < buffers.staging.count {
                let slice = waiting[index]
                let part = min(slice.count - offset, buffers.staging.count - count)
                slice.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: buffers.staging[count...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + part]))
                }
                count += part
                offset += part
                guard offset == slice.count else { break }
                index += 1
                offset = 0
            }
            guard encryptAll(UnsafeRawBufferPointer(rebasing: buffers.staging[..<count])) else { break }
            ownWaitingCount -= count
        }
        flush()
        waiting.removeFirst(index)
        if offset > 0, let first = waiting.first { waiting[0] = first.slice(offset..<first.count) }
    }

    /// Encrypts `bytes` while the socket takes them; returns how many.
    private func encrypt(_ bytes: UnsafeRawBufferPointer) -> Int {
        var sent = 0
        while sent < bytes.count, tcp.isOpen, hasRoom {
            let part = bytes[sent..<min(bytes.count, sent + 4 * Self.recordSize)]
            guard encryptAll(UnsafeRawBufferPointer(rebasing: part)) else { return bytes.count }
            sent += part.count
        }
        return sent
    }

    /// Makes records of `bytes`; false when the session failed.
    private func encryptAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
        ERR_clear_error()
        let count = SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
        // The buffers below take all there is, and the peer cannot ask for another handshake.
        guard count != bytes.count else { return true }
        fail(failure(SSL_get_error(ssl, count), "TLS"))
        return false
    }

    func addOutput(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            if filled == buffers.cipher.count { flush() }
            let count = min(rest.count, buffers.cipher.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: buffers.cipher[filled...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            filled += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func flush() {
        guard filled > 0 else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: buffers.cipher[..<filled])
        filled = 0
        if let below { below.write(copying: bytes) } else { tcp.send(encrypted: bytes) }
    }

    // MARK: The end

    /// The connection is closed.
    func closed(_ error: NetError?) {
        isOver = true
        below?.closed(error)
        // This side closed it, or it was a check that a port is open.
        let isQuiet = error == nil || isServer && !hasInput
        end(
            NetError(
                isQuiet ? .cancelled : .closed,
                "TLS handshake: \(error?.description ?? "the connection was closed")"
            )
        )
        waiting = []
        ownWaitingCount = 0
    }

    private func end(_ error: NetError?) {
        timer?.close()
        timer = nil
        let completion = completion
        self.completion = nil
        completion?(error)
    }

    /// Ends the connection because of `error`, after the peer was told what OpenSSL tells it.
    private func fail(_ error: NetError, isSilent: Bool = false) {
        guard !isOver else { return }
        isOver = true
        flush()
        end(isSilent ? NetError(.cancelled, error.description) : error)
        tcp.fail(error, lingering: !isRefused)
    }

    /// Answers a peer that does not speak TLS, in plain text if it seems to speak HTTP.
    private func refusePlaintext(_ bytes: UnsafeRawBufferPointer) {
        guard isServer else { return fail(plaintextServer(bytes)) }
        let isHTTP1 = bytes.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
        if isHTTP1, !bytes.starts(with: "PRI ".utf8) {
            let answer = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
            Bytes(utf8: answer).withUnsafeBytes { tcp.send(encrypted: $0) }
        }
        fail(NetError(.insecure, "TLS handshake: the client sends without TLS, which this endpoint requires"))
    }
}
