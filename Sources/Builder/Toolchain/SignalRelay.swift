import Foundation
import Synchronization

/// Passes the signals that ask this process to stop on to a program that it runs; one at a time.
struct SignalRelay: ~Copyable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private let previous: [sigaction]

    /// From here on the signals do not end this process.
    init() {
        relayedProcess.store(0, ordering: .sequentiallyConsistent)
        relayedSignal.store(0, ordering: .sequentiallyConsistent)
        previous = Self.signals.map { signal in
            var action = sigaction()
            #if canImport(Darwin)
                action.__sigaction_u.__sa_handler = relay
            #else
                action.__sigaction_handler.sa_handler = relay
            #endif
            action.sa_flags = SA_RESTART
            var old = sigaction()
            sigaction(signal, &action, &old)
            return old
        }
    }

    /// Gives the signals back their former meaning.
    deinit {
        for (signal, old) in zip(Self.signals, previous) {
            var old = old
            sigaction(signal, &old, nil)
        }
    }

    /// The first signal that came.
    var received: Int32? {
        let signal = relayedSignal.load(ordering: .sequentiallyConsistent)
        return signal == 0 ? nil : signal
    }

    /// Tells which program to pass signals to; one that came before is passed now.
    func pass(to process: pid_t) {
        relayedProcess.store(process, ordering: .sequentiallyConsistent)
        if let received { kill(-process, received) }
    }
}

/// What the handler sees: it may run at any moment on any thread, where only lock-free operations are safe.
private let relayedProcess = Atomic<pid_t>(0)
private let relayedSignal = Atomic<Int32>(0)

private func relay(_ signal: Int32) {
    let isFirst = relayedSignal.compareExchange(
        expected: 0,
        desired: signal,
        ordering: .sequentiallyConsistent
    ).exchanged
    let process = relayedProcess.load(ordering: .sequentiallyConsistent)
    guard process > 0 else { return }
    let cause = errno
    // Who asks twice does not want to wait for a compiler's tidying up.
    kill(-process, isFirst ? signal : SIGKILL)
    errno = cause
}
