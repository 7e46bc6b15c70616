import Builder
import Foundation

/// Prints what a build does: one line that moves on a terminal, plain lines elsewhere.
final class ConsoleReporter: BuildReporter {
    private let console = Console.standardError
    private let printsDiagnostics: Bool
    private let started = ContinuousClock.now
    /// What was said of last, where each line stays.
    private var subject = ""
    private var hasProgressLine = false

    init(printsDiagnostics: Bool) {
        self.printsDiagnostics = printsDiagnostics
    }

    func status(_ text: String) {
        clearProgress()
        console.print(text)
    }

    func progress(_ progress: BuildProgress) {
        let seconds = started.duration(to: .now).components.seconds
        let text = "[\(progress.step)/\(progress.total)] \(seconds)s \(progress.subject)"
        if console.isTerminal {
            console.write("\r\u{1B}[K\(text.prefix(78))")
            hasProgressLine = true
        } else if progress.subject != subject, progress.subject != "write" {
            console.print(text)
        }
        subject = progress.subject
    }

    func output(_ line: String) {
        clearProgress()
        console.print(line)
    }

    func report(_ diagnostics: [Diagnostic]) {
        guard printsDiagnostics else { return }
        clearProgress()
        for diagnostic in diagnostics { console.print(diagnostic.description) }
        let errors = diagnostics.filter { $0.severity == .error }.count
        if errors > 1 { console.print("\(errors) errors") }
    }

    /// Leaves the cursor on a fresh line.
    func finish() { clearProgress() }

    private func clearProgress() {
        guard hasProgressLine else { return }
        console.write("\r\u{1B}[K")
        hasProgressLine = false
    }
}
