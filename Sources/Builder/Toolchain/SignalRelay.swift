import Dispatch
import Foundation
import Synchronization

/// Passes the signals that ask this process to stop on to a program that it runs.
final class SignalRelay {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private struct State {
        var process: pid_t?
        var received: Int32?
    }

    /// What the signals' queue and the owner both see.
    private final class Shared: Sendable {
        let state = Mutex(State())

        func receive(_ signal: Int32) {
            let (process, isFirst) = state.withLock { state in
                let isFirst = state.received == nil
                if isFirst { state.received = signal }
                return (state.process, isFirst)
            }
            // Who asks twice does not want to wait for a compiler's tidying up.
            if let process { kill(-process, isFirst ? signal : SIGKILL) }
        }
    }

    private let shared = Shared()
    private let sources: [any DispatchSourceSignal]
    private let previous: [sigaction]

    /// From here on the signals do not end this process.
    init() {
        var previous: [sigaction] = []
        let queue = DispatchQueue(label: "swift-ocb.signals")
        sources = Self.signals.map { signal in
            var ignore = sigaction()
            #if canImport(Darwin)
                ignore.__sigaction_u.__sa_handler = SIG_IGN
            #else
                ignore.__sigaction_handler.sa_handler = SIG_IGN
            #endif
            var old = sigaction()
            sigaction(signal, &ignore, &old)
            previous.append(old)
            return DispatchSource.makeSignalSource(signal: signal, queue: queue)
        }
        self.previous = previous
        for (source, signal) in zip(sources, Self.signals) {
            source.setEventHandler { [shared] in shared.receive(signal) }
            source.resume()
        }
    }

    /// The first signal that came.
    var received: Int32? { shared.state.withLock { $0.received } }

    /// Tells which program to pass signals to; one that came before is passed now.
    func pass(to process: pid_t) {
        let early = shared.state.withLock { state in
            state.process = process
            return state.received
        }
        if let early { kill(-process, early) }
    }

    /// Gives the signals back their former meaning.
    func end() {
        for source in sources { source.cancel() }
        for (signal, old) in zip(Self.signals, previous) {
            var old = old
            sigaction(signal, &old, nil)
        }
    }
}
