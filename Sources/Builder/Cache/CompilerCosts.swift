package import Foundation

/// The CPU time that compiling each module took, the last time that it was compiled.
package struct CompilerCosts: Codable, Sendable, Equatable {
    package var modules: [String: Cost] = [:]

    package struct Cost: Codable, Sendable, Equatable {
        /// Of the compiler's processes, user's and system's.
        package var seconds: Double
        package var compiled: Date

        package init(seconds: Double, compiled: Date) {
            self.seconds = seconds
            self.compiled = compiled
        }
    }

    package init() {}

    package static func read(_ path: String) -> CompilerCosts {
        let data = FileManager.default.contents(atPath: path)
        return data.flatMap { try? JSONDecoder().decode(CompilerCosts.self, from: $0) } ?? CompilerCosts()
    }

    func write(_ path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Takes in what a build noted.
    mutating func add(_ calls: [CompilerCall], at time: Date) {
        var fresh: [String: Double] = [:]
        for case .compile(let module) in calls.map(\.kind) { fresh[module] = 0 }
        for call in calls {
            if case .compile(let module) = call.kind { fresh[module, default: 0] += call.seconds }
        }
        for (module, seconds) in fresh { modules[module] = Cost(seconds: seconds, compiled: time) }
    }

    /// A table, the dearest first.
    package var table: String {
        let rows = modules.sorted { ($0.value.seconds, $1.key) > ($1.value.seconds, $0.key) }
        let total = rows.reduce(0) { $0 + $1.value.seconds }
        return TextTable.rows(
            [["CPU s", "module"]] + rows.map { [Self.text($0.value.seconds), $0.key] } + [[Self.text(total), "all"]],
            rightAligned: [0]
        )
    }

    /// `12.3`.
    static func text(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// A call of the compiler, as ``CompilerProxy`` noted it.
struct CompilerCall: Equatable {
    enum Kind: Equatable {
        case compile(String)
        case link
        case manifest
    }

    var kind: Kind
    var seconds: Double

    /// Reads a note: the kind and the module on the first line, and then what sh's `times` prints.
    init?(note: String) {
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3 else { return nil }
        let words = lines[0].split(separator: " ").map(String.init)
        switch words.first {
        case "compile": kind = .compile(words.count > 1 ? words[1] : "")
        case "link": kind = .link
        case "manifest": kind = .manifest
        default: return nil
        }
        // The last line is of the processes that the shell ran.
        let times = lines[2].split(separator: " ").map(Self.seconds)
        guard times.count == 2, let user = times[0], let system = times[1] else { return nil }
        seconds = user + system
    }

    /// Reads `1m2.345s`.
    private static func seconds(_ text: Substring) -> Double? {
        let parts = text.dropLast().split(separator: "m", omittingEmptySubsequences: false)
        guard text.hasSuffix("s"), parts.count == 2, let minutes = Double(parts[0]), let rest = Double(parts[1])
        else { return nil }
        return minutes * 60 + rest
    }
}

/// What one build cost.
struct BuildCost: CustomStringConvertible {
    /// The CPU time of SwiftPM and all that it ran.
    private(set) var seconds: Double
    private(set) var calls: [CompilerCall] = []

    /// Begins to count.
    init() {
        seconds = -Self.childrensSeconds
    }

    /// Ends it.
    mutating func end(_ calls: [CompilerCall]) {
        seconds += Self.childrensSeconds
        self.calls = calls
    }

    var description: String {
        let modules = Set(
            calls.compactMap { call in if case .compile(let module) = call.kind { module } else { nil } }
        )
        let seconds = "\(CompilerCosts.text(seconds)) CPU-seconds"
        return modules.isEmpty ? seconds : "\(seconds), \(modules.count) \(modules.count == 1 ? "module" : "modules")"
    }

    private static var childrensSeconds: Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
