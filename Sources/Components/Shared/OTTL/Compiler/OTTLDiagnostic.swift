/// What is wrong with a statement or condition, or works but is on its way out.
package struct OTTLDiagnostic: Error, Sendable, CustomStringConvertible {
    /// What kind of text it is about.
    package enum Subject: String, Sendable {
        case statement, condition
        case value = "value expression"
    }

    package var subject: Subject

    /// The text as it was written.
    package var text: String

    /// What is wrong, in one sentence.
    package var message: String

    /// The column in the text, in characters and counted from 1; nil when it is about the whole.
    package var column: Int?

    /// What to write instead.
    package var fix: String?

    /// Whether it works all the same.
    package var isWarning = false

    /// Whether the message says all, without the text.
    var isWhole = false

    /// What a component has against the condition `text`.
    package init(condition text: String, _ message: String, fix: String) {
        self.init(.condition, text, message)
        self.fix = fix
        isWhole = true
    }

    init(_ subject: Subject, _ text: String, _ message: String) {
        self.subject = subject
        self.text = text
        self.message = message
    }

    init(_ subject: Subject, _ text: String, _ error: SyntaxError, isWarning: Bool = false) {
        self.subject = subject
        self.text = text
        message = error.message
        fix = error.fix
        column = String(decoding: Array(text.utf8.prefix(error.offset)), as: UTF8.self).count + 1
        self.isWarning = isWarning
    }

    /// The message with the text and the column, without the fix.
    package var summary: String {
        if isWhole { return message }
        let place = column.map { "column \($0): " } ?? ""
        return isWarning
            ? "OTTL \(subject.rawValue) \"\(text)\": \(place)\(message)"
            : "unable to parse OTTL \(subject.rawValue) \"\(text)\": \(place)\(message)"
    }

    /// The whole.
    package var description: String { summary + (fix.map { "; \($0)" } ?? "") }
}
