internal import Glibc

/// The descriptors that connections of clients leave for exporters, files and Swift's runtime, which ends the process where
/// it gets none.
enum DescriptorReserve {
    /// What is left of the descriptors that clients may take.
    enum Room {
        case plenty
        case scarce
        case none
    }

    private static let most = 64

    /// What is left, told by a second descriptor of the open `descriptor`, made and closed again: it is the lowest that was
    /// free.
    static func room(beside descriptor: Int32) -> Room {
        let lowest = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard lowest >= 0 else { return .none }
        close(lowest)
        return room(above: lowest)
    }

    /// What is left above `descriptor`, the lowest that was free.
    static func room(above descriptor: Int32) -> Room {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .plenty }
        let all = Int(clamping: limit.rlim_cur)
        let reserve = min(most, all / 8)
        let left = all - Int(descriptor)
        guard left <= reserve else { return .plenty }
        return left > reserve / 2 ? .scarce : .none
    }
}
