internal import CLibUV
internal import CNGHTTP2

extension HTTP2ServerConnection {
    /// How long a connection may be idle while memory is short.
    private static let idleTimeWhenShort = Duration.seconds(10)

    var idleSince: UInt64? {
        guard !isClosed, !isDraining, openStreams == 0, handlers == 0 else { return nil }
        return IdleConnection.since(lastActivity, now: now)
    }

    func endIfIdle() {
        if idleSince != nil { drain() }
    }

    func relieve() {
        guard !isClosed else { return }
        if tcp.isStalled() { return tcp.close() }
        if openStreams == 0, handlers == 0, !isDraining, sinceActivity >= Self.idleTimeWhenShort { return drain() }
        for stream in streams {
            guard let stream, !stream.isRequestComplete, !stream.isAnswered, let count = stream.uploaded,
                UploadPace.isTooSlow(start: stream.started, last: stream.lastReceived, bytes: count, now: now)
            else { continue }
            stream.refuseUpload()
        }
    }

    /// Has the connection looked after when its time, or that of a stream, may be over.
    func scheduleCheck() {
        var delay = limits.stallTimeout
        if let idle = limits.idleTimeout, openStreams == 0, !isDraining { delay = min(delay, idle - sinceActivity) }
        timer?.start(after: delay)
    }

    /// The loop's time in milliseconds.
    var now: UInt64 { uv_now(tcp.loop.uv) }

    private var sinceActivity: Duration {
        let now = now
        return .milliseconds(now > lastActivity ? now - lastActivity : 0)
    }

    /// Ends the connection, or streams of it, where time is up.
    func check() {
        guard let session, !isClosed else { return }
        if hasPeerEnded { return handlers > 0 ? tcp.close() : () }
        if isDraining, !isLastStreamKnown { return refuseFurtherStreams() }
        if let idle = limits.idleTimeout, openStreams == 0, handlers == 0, !isDraining, sinceActivity >= idle {
            return drain()
        }
        let now = uv_now(tcp.loop.uv)
        for stream in streams {
            guard let stream, stream.isAnswered || !stream.isRequestComplete,
                Duration.milliseconds(now - min(now, stream.lastProgress)) >= limits.stallTimeout
            else { continue }
            nghttp2_submit_rst_stream(
                session,
                UInt8(NGHTTP2_FLAG_NONE.rawValue),
                stream.id,
                NGHTTP2_CANCEL.rawValue
            )
        }
        schedulePump()
        scheduleCheck()
    }
}
