/// Why a statement could not be evaluated for a record.
package struct EvaluationError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, in one sentence.
    package var message: String

    package init(_ message: String) {
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
