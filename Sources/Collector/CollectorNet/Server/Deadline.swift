internal import CLibUV

/// A moment by which something must have happened, moved often and reached rarely: moving it is an assignment.
///
/// Used on one loop only; its owner closes it.
final class Deadline {
    private let loop: EventLoop
    private let reached: () -> Void
    private var timer: LoopTimer?
    private var due: UInt64?
    private var armed: UInt64?

    /// A deadline that is not set; `reached` is called on `loop`.
    init(_ loop: EventLoop, _ reached: @escaping () -> Void) {
        self.loop = loop
        self.reached = reached
    }

    /// Sets the deadline `delay` from now; nil takes it away.
    func set(after delay: Duration?) {
        guard let delay else {
            due = nil
            return
        }
        let moment = uv_now(loop.uv) + delay.wholeMilliseconds
        due = moment
        guard armed.map({ $0 > moment }) ?? true else { return }
        arm(moment, delay)
    }

    func close() {
        due = nil
        armed = nil
        timer?.close()
        timer = nil
    }

    private func arm(_ moment: UInt64, _ delay: Duration) {
        let timer = timer ?? LoopTimer(loop) { [unowned self] in fire() }
        self.timer = timer
        armed = moment
        timer.start(after: delay)
    }

    private func fire() {
        armed = nil
        guard let due else { return }
        let now = uv_now(loop.uv)
        guard now >= due else { return arm(due, .milliseconds(due - now)) }
        self.due = nil
        reached()
    }
}
