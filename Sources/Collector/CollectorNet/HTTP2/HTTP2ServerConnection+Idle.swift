internal import CLibUV
internal import CNGHTTP2

extension HTTP2ServerConnection {
    /// How long a connection may be idle while memory is short.
    private static let idleTimeWhenShort = Duration.seconds(10)

    var idleSince: UInt64? {
        guard !isClosed, !isDraining, hasNoRequest else { return nil }
        return IdleConnection.since(restStart, now: now)
    }

    func endIfIdle() {
        if idleSince != nil { drain() }
    }

    func relieve() {
        guard !isClosed else { return }
        if tcp.isStalled() { return tcp.close() }
        if hasNoRequest, !isDraining, resting >= Self.idleTimeWhenShort { return drain() }
        for stream in streams {
            guard let stream, !stream.isRequestComplete, !stream.isAnswered, let count = stream.uploaded,
                UploadPace.isTooSlow(start: stream.started, last: stream.lastReceived, bytes: count, now: now)
            else { continue }
            stream.refuseUpload()
        }
    }

    private var hasNoRequest: Bool { openStreams == 0 && handlers == 0 }

    /// How long there has been no request. Pings do not count: they are not what a connection is kept for.
    private var resting: Duration { since(restStart) }

    private func since(_ time: UInt64) -> Duration {
        let now = now
        return .milliseconds(now > time ? now - time : 0)
    }

    /// Has the connection looked after when its time, or that of a stream, may be over.
    func scheduleCheck() {
        var delay = limits.stallTimeout
        if let idle = limits.idleTimeout, !isDraining { delay = min(delay, hasNoRequest ? idle - resting : idle) }
        if let time = limits.requestTimeout {
            delay = streams.reduce(min(delay, time)) { delay, stream in
                guard let stream, !stream.isRequestComplete, !stream.isAnswered else { return delay }
                let left = time - since(stream.started)
                return left > .zero ? min(delay, left) : delay
            }
        }
        timer?.start(after: delay)
    }

    /// The loop's time in milliseconds.
    var now: UInt64 { uv_now(tcp.loop.uv) }

    /// Ends the connection, or streams of it, where time is up.
    func check() {
        guard let session, !isClosed else { return }
        if hasPeerEnded { return handlers > 0 ? tcp.close() : () }
        if isDraining, !isLastStreamKnown { return refuseFurtherStreams() }
        if let idle = limits.idleTimeout, hasNoRequest, !isDraining, resting >= idle { return drain() }
        for stream in streams {
            guard let stream, isOverdue(stream) else { continue }
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

    private func isOverdue(_ stream: HTTP2ServerStream) -> Bool {
        guard stream.isAnswered || !stream.isRequestComplete else { return false }
        if let time = limits.requestTimeout, !stream.isAnswered, since(stream.started) >= time { return true }
        return since(stream.lastProgress) >= limits.stallTimeout
    }
}
