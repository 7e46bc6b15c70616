/// A component's health, as it reports it.
public enum ComponentStatus: Sendable {
    case starting
    case ok
    /// It fails now and may recover by itself.
    case recoverableError(String)
    /// It fails for good; the collector goes on without it.
    case permanentError(String)
    /// It fails for good; the collector shuts down and exits with an error.
    case fatalError(String)
    case stopping
    case stopped
}
