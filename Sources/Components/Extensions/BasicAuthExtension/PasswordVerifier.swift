internal import CollectorAPI
internal import CollectorNet

/// Checks passwords against hashes that are slow on purpose: away from the loops, one at a time, and for each name and
/// password once.
///
/// What was found right is remembered as a digest with a key of this process, never as a password.
final class PasswordVerifier: Sendable {
    /// The most names and passwords that are remembered; beyond it all are forgotten.
    private static let maxRemembered = 4096

    /// The most checks that wait.
    private static let maxWaiting = 64

    private struct State {
        var remembered: Set<[UInt8]> = []
        var running: [[UInt8]: Task<Bool, Never>] = [:]
        var last: Task<Bool, Never>?
    }

    private let key: [UInt8]
    private let state = Lock(State())

    init() {
        var generator = SystemRandomNumberGenerator()
        key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Whether `hash` is that of the password of `credentials`.
    ///
    /// - Parameter isDecoy: that the hash is another user's, and the check is done for the time that it takes: nothing is
    ///   right.
    /// - Throws: when too many checks wait: someone is trying passwords.
    func verify(
        _ credentials: BasicCredentials,
        _ hash: PasswordHash,
        isDecoy: Bool = false
    ) async throws(RequestRefusal) -> Bool {
        guard hash.isSlow else { return hash.matches(credentials.password) && !isDecoy }
        // The name cannot hold a colon, so that no other pair gives the same bytes.
        let digest = Digest.sha256(key + Array(credentials.username.utf8) + [UInt8(ascii: ":")] + credentials.password)
        guard !digest.isEmpty else { return await check(credentials.password, hash).value && !isDecoy }
        enum Found {
            case right
            case running(Task<Bool, Never>)
            case full
        }
        let found: Found = state.withLock { state in
            if state.remembered.contains(digest) { return .right }
            if let task = state.running[digest] { return .running(task) }
            guard state.running.count < Self.maxWaiting else { return .full }
            let before = state.last
            let task = Task(executorPreference: globalConcurrentExecutor) {
                _ = await before?.value
                let isRight = hash.matches(credentials.password) && !isDecoy
                self.finish(digest, isRight)
                return isRight
            }
            state.running[digest] = task
            state.last = task
            return .running(task)
        }
        switch found {
        case .right: return true
        case .running(let task): return await task.value
        case .full: throw .overloaded("too many passwords are being checked", retryAfter: .seconds(1))
        }
    }

    /// Returns when no check runs any more.
    func shutdown() async {
        _ = await state.withLock { $0.last }?.value
    }

    private func check(_ password: [UInt8], _ hash: PasswordHash) -> Task<Bool, Never> {
        Task(executorPreference: globalConcurrentExecutor) { hash.matches(password) }
    }

    private func finish(_ digest: [UInt8], _ isRight: Bool) {
        state.withLock { state in
            state.running[digest] = nil
            if state.running.isEmpty { state.last = nil }
            guard isRight else { return }
            if state.remembered.count >= Self.maxRemembered { state.remembered = [] }
            state.remembered.insert(digest)
        }
    }
}
