internal import Glibc

extension QueueRoom {
    /// The bytes that a queue holds in memory unless the user bounds them: a quarter of half of the memory there is.
    static let standardByteLimit = max(1 << 20, memory() / 8)

    private static func memory() -> Int {
        let installed = max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE)))
        return installed
    }
}
