internal import CLibUV
internal import CollectorAPI
internal import Glibc
internal import Synchronization

/// One thread that waits on sockets and timers, and runs tasks: a task executor.
///
/// A connection and everything of it stays on one loop, so that nothing about it takes a lock. Tasks enter by
/// `Task.immediate(executorPreference:)` called on the loop, or by `withTaskExecutorPreference` from elsewhere. A loop
/// is never blocked.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Sendable because everything but `incoming` and the atomics is touched on the loop's thread only, which debug
    // builds assert.

    private enum Work {
        case job(UnownedJob)
        case block(@Sendable () -> Void)
    }

    /// The number of bytes that one read may bring.
    static let readBufferSize = 256 * 1024

    /// The number of bytes gathered before they are written.
    static let scratchSize = 64 * 1024

    private static let slot: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    let uv: UnsafeMutablePointer<uv_loop_t>

    /// Where every connection of the loop reads into; its bytes are gone after the read callback.
    let readBuffer: UnsafeMutableRawBufferPointer

    /// Where a connection gathers small writes; free for whoever runs on the loop and does not suspend.
    let scratch: UnsafeMutableRawBufferPointer

    /// Where TLS connections decrypt to and encrypt into; made by the first of them.
    private(set) lazy var tls = TLSBuffers()

    /// The same for connections inside of those, which pass through an encrypted proxy.
    private(set) lazy var innerTLS = TLSBuffers()

    /// The number of connections that servers placed on this loop.
    let load = Atomic<Int>(0)

    private let wakeUp: UnsafeMutablePointer<uv_async_t>
    private let turn: UnsafeMutablePointer<uv_idle_t>
    private let incoming = Lock<[Work]>([])
    private var taken: [Work] = []
    private var local: [Work] = []
    private var running: [Work] = []

    /// A loop on a thread of its own, which runs as long as the process.
    init() {
        uv = .allocate(capacity: 1)
        wakeUp = .allocate(capacity: 1)
        turn = .allocate(capacity: 1)
        readBuffer = .allocate(byteCount: Self.readBufferSize, alignment: 64)
        scratch = .allocate(byteCount: Self.scratchSize, alignment: 64)
        uv_loop_init(uv)
        let this = Unmanaged.passRetained(self).toOpaque()
        wakeUp.pointee.data = this
        turn.pointee.data = this
        uv_async_init(uv, wakeUp) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue().runIncoming()
        }
        uv_idle_init(uv, turn)
        startThread(this)
    }

    /// The loop whose thread is running, if it is one.
    package static var current: EventLoop? {
        // Not inlined, and by a thread-specific key: `pthread_self()` is `const` to the optimiser, which would reuse its
        // value over a suspension.
        @inline(never) get {
            guard let data = pthread_getspecific(slot) else { return nil }
            return Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
        }
    }

    /// Whether the caller runs on this loop's thread.
    public var isOnLoop: Bool {
        @inline(never) get { pthread_getspecific(Self.slot) == Unmanaged.passUnretained(self).toOpaque() }
    }

    /// Runs `job` on the loop; may be called from any thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        add(.job(UnownedJob(job)))
    }

    /// Runs `work` on the loop soon, never before this call returns; may be called from any thread.
    public func execute(_ work: @escaping @Sendable () -> Void) {
        add(.block(work))
    }

    /// Runs `operation` on the loop, and returns to the caller's executor with its result.
    public func run<Result: Sendable>(_ operation: @escaping @Sendable () async -> Result) async -> Result {
        await withTaskExecutorPreference(self) { await operation() }
    }

    /// Stops a debug build when the caller is not on the loop.
    func assertOnLoop() {
        assert(isOnLoop, "called from outside the loop that this object belongs to")
    }

    private func add(_ work: Work) {
        guard isOnLoop else {
            let wasEmpty = incoming.withLock { queue in
                queue.append(work)
                return queue.count == 1
            }
            if wasEmpty { uv_async_send(wakeUp) }
            return
        }
        if local.isEmpty {
            uv_idle_start(turn) { handle in
                guard let data = handle?.pointee.data else { return }
                Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue().runLocal()
            }
        }
        local.append(work)
    }

    private func runIncoming() {
        incoming.withLock { swap(&$0, &taken) }
        run(&taken)
    }

    private func runLocal() {
        swap(&local, &running)
        run(&running)
        if local.isEmpty { uv_idle_stop(turn) }
    }

    private func run(_ queue: inout [Work]) {
        let executor = asUnownedTaskExecutor()
        var index = 0
        while index < queue.count {
            switch queue[index] {
            case .job(let job): job.runSynchronously(on: executor)
            case .block(let block): block()
            }
            index += 1
        }
        // A burst's memory is kept for the next one, up to a bound.
        queue.removeAll(keepingCapacity: queue.capacity <= 4096)
    }

    private func startThread(_ this: UnsafeMutableRawPointer) {
        // Signals go to other threads, but for those that a fault raises on the thread that made it.
        var blocked = sigset_t()
        var before = sigset_t()
        sigfillset(&blocked)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP] { sigdelset(&blocked, fault) }
        pthread_sigmask(SIG_SETMASK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, Self.main, this)
        precondition(failure == 0, "the system has no thread left for an event loop (error \(failure))")
        pthread_detach(thread)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { data in
        guard let data else { return nil }
        pthread_setspecific(EventLoop.slot, data)
        let loop = Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
        uv_run(loop.uv, UV_RUN_DEFAULT)
        return nil
    }
}
