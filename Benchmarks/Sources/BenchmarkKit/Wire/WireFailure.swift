internal import Glibc

/// Why a connection could not go on.
struct WireFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The failure of the system call `name`.
    static func system(_ name: String) -> WireFailure {
        WireFailure("\(name): \(String(cString: strerror(errno)))")
    }
}
