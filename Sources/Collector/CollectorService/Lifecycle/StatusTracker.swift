internal import CollectorAPI

/// The health of every component, changed by upstream's rules only.
final class StatusTracker: Sendable {
    private let statuses = Lock<[ComponentInstance: ComponentStatus]>([:])

    /// Takes a report.
    ///
    /// - Returns: whether the rules allow the change; if not, the status stays.
    @discardableResult
    func report(_ status: ComponentStatus, from instance: ComponentInstance) -> Bool {
        statuses.withLock { statuses in
            guard Self.isAllowed(from: statuses[instance], to: status) else { return false }
            statuses[instance] = status
            return true
        }
    }

    /// Whether `instance` has begun to start.
    func hasStarted(_ instance: ComponentInstance) -> Bool { statuses.withLock { $0[instance] != nil } }

    /// Reports that `instance` is well, unless it has reported something itself since it began to start.
    func reportStarted(_ instance: ComponentInstance) {
        statuses.withLock { statuses in
            guard case .starting? = statuses[instance] else { return }
            statuses[instance] = .ok
        }
    }

    /// The status of `instance`; nil before it begins to start.
    func status(of instance: ComponentInstance) -> ComponentStatus? { statuses.withLock { $0[instance] } }

    static func isAllowed(from old: ComponentStatus?, to new: ComponentStatus) -> Bool {
        switch (old, new) {
        case (nil, .starting): true
        case (nil, _): false
        case (.starting, .ok), (.starting, .recoverableError), (.starting, .permanentError), (.starting, .fatalError),
            (.starting, .stopping):
            true
        case (.ok, .ok), (.ok, .recoverableError), (.ok, .permanentError), (.ok, .fatalError), (.ok, .stopping): true
        case (.recoverableError, .ok), (.recoverableError, .recoverableError), (.recoverableError, .permanentError),
            (.recoverableError, .fatalError), (.recoverableError, .stopping):
            true
        case (.permanentError, .stopping): true
        case (.stopping, .recoverableError), (.stopping, .permanentError), (.stopping, .fatalError),
            (.stopping, .stopped):
            true
        default: false
        }
    }
}
