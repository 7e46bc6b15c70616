internal import CNGHTTP2

extension HTTP2ServerConnection {
    /// Notes a ping of the peer, or the answer to one of this side.
    func receivedPing(isAnswer: Bool) {
        guard !isAnswer else { return isDraining ? refuseFurtherStreams() : () }
        guard let keepalive, keepalive.receivedPing(hasStreams: openStreams > 0), !isRejected else { return }
        isRejected = true
        let reason: StaticString = "too_many_pings"
        nghttp2_submit_goaway(
            session,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            nghttp2_session_get_last_proc_stream_id(session),
            NGHTTP2_ENHANCE_YOUR_CALM.rawValue,
            reason.utf8Start,
            reason.utf8CodeUnitCount
        )
    }

    /// Asks the peer for a sign of life.
    func sendPing() {
        guard let session, !isClosed else { return }
        nghttp2_submit_ping(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
        schedulePump()
    }
}
