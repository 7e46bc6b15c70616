internal import Glibc

/// The memory that a process may use: the limit of its control group, else the machine's.
public struct SystemMemory: Sendable {
    /// Where the number comes from.
    public enum Source: String, Sendable {
        case controlGroup2 = "cgroup v2"
        case controlGroup1 = "cgroup v1"
        case machine = "the machine"
        case unknown = "a guess"
    }

    /// The bytes.
    public let total: Int

    /// Where the number comes from.
    public let source: Source

    /// What is assumed when nothing can be read: 1 GiB.
    static let guess = 1 << 30

    /// The memory of this process, read once.
    public static let forProcess = SystemMemory(root: "")

    /// Reads the files of the system below `root`.
    init(root: String) {
        let machine = Self.machine(root)
        var found = machine.map { ($0, Source.machine) } ?? (Self.guess, Source.unknown)
        for (limit, source) in Self.groupLimits(root) where limit > 0 {
            if limit < found.0 || found.1 == .unknown { found = (limit, source) }
        }
        (total, source) = found
    }

    private static func machine(_ root: String) -> Int? {
        guard let text = read(root + "/proc/meminfo") else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix("MemTotal:") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let kibibytes = Int(words[1]) else { return nil }
            return kibibytes.multipliedReportingOverflow(by: 1024).partialValue
        }
        return nil
    }

    /// The limits of the process's group and the groups around it; one that says "max" is none.
    private static func groupLimits(_ root: String) -> [(Int, Source)] {
        var limits: [(Int, Source)] = []
        // Lines of `hierarchy:controllers:path`; version 2 has no controllers.
        for line in (read(root + "/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let path = String(parts[2])
            if parts[1].isEmpty {
                limits += walk(root + "/sys/fs/cgroup", path, "memory.max").map { ($0, .controlGroup2) }
            } else if parts[1].split(separator: ",").contains("memory") {
                limits += walk(root + "/sys/fs/cgroup/memory", path, "memory.limit_in_bytes").map {
                    ($0, .controlGroup1)
                }
            }
        }
        return limits
    }

    /// What `file` says in the folder `path` of `base`, and in each above it: inside a container the upper part of the
    /// path may not exist.
    private static func walk(_ base: String, _ path: String, _ file: String) -> [Int] {
        var parts = path.split(separator: "/")
        var limits: [Int] = []
        while true {
            let folder = parts.reduce(base) { "\($0)/\($1)" }
            if let text = read("\(folder)/\(file)"), let limit = Int(text.prefix { $0.isNumber }) {
                limits.append(limit)
            }
            guard parts.popLast() != nil else { return limits }
        }
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
