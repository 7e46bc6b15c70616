internal import Glibc

/// What the system says of the process, by `/proc`.
enum ProcessFacts {
    /// The arguments, separated by zero bytes.
    static var commandLine: String {
        var text = read("/proc/self/cmdline")
        if text.utf8.last == 0 { text.removeLast() }
        return text
    }

    /// The threads, a line each: number, name, state, CPU time.
    static var threads: String {
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        var text = "thread\tname\tstate\tcpu_seconds\n"
        for id in threadIDs.sorted() {
            let line = read("/proc/self/task/\(id)/stat")
            // The name stands in parentheses, and may hold some itself.
            guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") else { continue }
            let name = line[line.index(after: open)..<close]
            let fields = line[line.index(after: close)...].split(separator: " ")
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { continue }
            text += "\(id)\t\(name)\t\(fields[0])\t\((user + system) / ticks)\n"
        }
        return text
    }

    /// A size of `/proc/self/status` in bytes; 0 where there is none.
    static func status(_ name: String) -> Int {
        let line = read("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("\(name):") }
        guard let line,
            let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return kibibytes &* 1024
    }

    private static var threadIDs: [Int] {
        guard let folder = opendir("/proc/self/task") else { return [] }
        defer { closedir(folder) }
        var ids: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let id = Int(name) { ids.append(id) }
        }
        return ids
    }

    private static func read(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }
}
