internal import CLibUV

/// A timer of one loop, used on that loop only.
///
/// Its owner closes it; until then it stays alive.
final class LoopTimer: @unchecked Sendable {
    // Sendable because it is used on its loop only.
    private let loop: EventLoop
    private let handle: UnsafeMutablePointer<uv_timer_t>
    private var body: (() -> Void)?

    /// A stopped timer on `loop` that calls `body` there whenever it fires.
    init(_ loop: EventLoop, _ body: @escaping () -> Void) {
        loop.assertOnLoop()
        self.loop = loop
        self.body = body
        handle = .allocate(capacity: 1)
        uv_timer_init(loop.uv, handle)
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    deinit {
        handle.deallocate()
    }

    /// Fires once, after `delay`, instead of whenever it was to fire before.
    ///
    /// Never within the same turn of the loop: a body that starts its timer again cannot hold up the loop.
    func start(after delay: Duration) {
        loop.assertOnLoop()
        guard body != nil else { return }
        // The loop's own time is that of its last turn: after long computing, a timer would fire early.
        uv_update_time(loop.uv)
        uv_timer_start(
            handle,
            { handle in
                guard let data = handle?.pointee.data else { return }
                Unmanaged<LoopTimer>.fromOpaque(data).takeUnretainedValue().body?()
            },
            delay.wholeMilliseconds,
            0
        )
    }

    /// Does not fire until it is started again.
    func stop() {
        loop.assertOnLoop()
        guard body != nil else { return }
        uv_timer_stop(handle)
    }

    /// Never fires again; what it holds is let go.
    func close() {
        loop.assertOnLoop()
        guard body != nil else { return }
        body = nil
        uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<LoopTimer>.fromOpaque(data).release()
        }
    }
}

extension Duration {
    /// The duration in milliseconds, rounded up; 0 when negative, and never more than a century.
    var wholeMilliseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 3_155_760_000 else { return 3_155_760_000_000 }
        let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return UInt64(seconds) * 1000 + UInt64(fraction)
    }
}
