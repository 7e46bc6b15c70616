/// Hears of what a run does; the command line prints it.
package protocol BuildReporter: AnyObject {
    /// A phase begins or ends, in ocb's words where it has some.
    func status(_ text: String)

    /// The compiler is at `progress`.
    func progress(_ progress: BuildProgress)

    /// A line of another program's output, for `--verbose` or after a failure.
    func output(_ line: String)

    /// Something to tell, in its final form.
    func report(_ diagnostics: [Diagnostic])
}
