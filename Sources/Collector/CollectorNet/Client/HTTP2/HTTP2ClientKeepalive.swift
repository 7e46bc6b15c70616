internal import CLibUV

/// Finds out whether the server of one connection is still there while it says nothing. Used on its loop only.
final class HTTP2ClientKeepalive {
    /// What a connection is told.
    struct Options: Sendable {
        /// How long the server is silent before it is pinged.
        var time: Duration
        /// How long it may take to answer that.
        var timeout: Duration
        /// Whether it is pinged without exchanges under way.
        var permitsIdle = false
    }

    private let options: Options
    private let loop: EventLoop
    private unowned let connection: HTTP2ClientConnection
    private var deadline: Deadline?
    private var lastRead: UInt64
    private var isDormant = false

    init(_ options: Options, _ loop: EventLoop, _ connection: HTTP2ClientConnection) {
        self.options = options
        self.loop = loop
        self.connection = connection
        lastRead = uv_now(loop.uv)
        deadline = Deadline(loop) { [unowned self] in check() }
        deadline?.set(after: options.time)
    }

    func close() {
        deadline?.close()
        deadline = nil
    }

    /// Bytes came.
    func read() {
        lastRead = uv_now(loop.uv)
    }

    /// An exchange begins: a server that was silent for long without any is pinged now.
    func exchangeBegan() {
        guard isDormant else { return }
        isDormant = false
        check()
    }

    private func check() {
        let now = uv_now(loop.uv)
        let silent = Duration.milliseconds(now - min(now, lastRead))
        guard silent >= options.time else {
            deadline?.set(after: options.time - silent)
            return
        }
        guard connection.active > 0 || options.permitsIdle else {
            isDormant = true
            return
        }
        connection.checkPeer(within: options.timeout)
        deadline?.set(after: options.time)
    }
}
