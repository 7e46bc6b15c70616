package import CollectorConfig

/// One thing that the builder has to say about its input or its surroundings.
package struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is: an error ends the run with exit code 1, once all of them are collected.
    package enum Severity: String, Sendable {
        case error, warning, note
    }

    package var severity: Severity
    /// What was found, and what is allowed, in one sentence without a full stop.
    package var message: String
    /// Where, if it is about a place in a file.
    package var location: SourcePosition?
    /// What to do about it.
    package var fix: String?

    package init(_ severity: Severity, _ message: String, at location: SourcePosition? = nil, fix: String? = nil) {
        self.severity = severity
        self.message = message
        self.location = location
        self.fix = fix
    }

    /// One line: `file:line:column: error: message; fix`.
    package var description: String {
        let place = location.map { "\($0): " } ?? ""
        let advice = fix.map { "; \($0)" } ?? ""
        return "\(place)\(severity.rawValue): \(message)\(advice)"
    }
}

/// Collects diagnostics, so that a run can report all of them at once.
package struct Diagnostics: Sendable {
    private var collected: [Diagnostic] = []
    private var reportedCount = 0

    package init() {}

    package var hasErrors: Bool { collected.contains { $0.severity == .error } }

    /// All of them, in the order of the places that they are about; those without a place come last.
    package var sorted: [Diagnostic] { Self.sorted(collected) }

    /// Those added since the last call, sorted.
    package mutating func takeUnreported() -> [Diagnostic] {
        defer { reportedCount = collected.count }
        return Self.sorted(collected[reportedCount...])
    }

    private static func sorted(_ diagnostics: some Sequence<Diagnostic>) -> [Diagnostic] {
        diagnostics.enumerated().sorted { left, right in
            switch (left.element.location, right.element.location) {
            case (let one?, let other?) where one != other: one < other
            case (.some, nil): true
            case (nil, .some): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }

    /// Tells `reporter` those that it has not heard yet.
    mutating func tell(_ reporter: any BuildReporter) {
        let fresh = takeUnreported()
        if !fresh.isEmpty { reporter.report(fresh) }
    }

    /// Tells `reporter` those that it has not heard yet, and ends the run if there is an error among all.
    mutating func stopAfterErrors(telling reporter: any BuildReporter) throws {
        tell(reporter)
        if hasErrors { throw BuildFailure() }
    }

    package mutating func append(_ diagnostic: Diagnostic) {
        // One mistake, reached by two ways, is told once.
        guard !collected.contains(diagnostic) else { return }
        collected.append(diagnostic)
    }

    package mutating func error(_ message: String, at location: SourcePosition? = nil, fix: String? = nil) {
        append(Diagnostic(.error, message, at: location, fix: fix))
    }

    package mutating func warning(_ message: String, at location: SourcePosition? = nil, fix: String? = nil) {
        append(Diagnostic(.warning, message, at: location, fix: fix))
    }

    package mutating func note(_ message: String, at location: SourcePosition? = nil, fix: String? = nil) {
        append(Diagnostic(.note, message, at: location, fix: fix))
    }
}

/// Ends a run whose diagnostics, already reported, hold an error.
package struct BuildFailure: Error {
    package init() {}
}
