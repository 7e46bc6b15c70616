import Foundation

/// What slow programs answered, kept while the files that the answer comes from stay the same.
package struct ProgramAnswers {
    private let file: String
    private var answers: [String: Answer]
    private var hasChanged = false

    private struct Answer: Codable {
        var state: String
        var text: String
    }

    /// - Parameter file: where the answers are kept; need not exist.
    package init(file: String) {
        self.file = file
        let data = FileManager.default.contents(atPath: file)
        answers = data.flatMap { try? JSONDecoder().decode([String: Answer].self, from: $0) } ?? [:]
    }

    /// The answer to `question`.
    ///
    /// - Parameters:
    ///   - state: differs when the answer may.
    ///   - ask: runs the program; nil where it fails, which is not kept.
    package mutating func answer(_ question: String, state: String, _ ask: () -> String?) -> String? {
        if let kept = answers[question], kept.state == state { return kept.text }
        guard let text = ask() else { return nil }
        answers[question] = Answer(state: state, text: text)
        hasChanged = true
        return text
    }

    /// Keeps the answers. Where they cannot be kept, the programs are asked again.
    package func save() {
        guard hasChanged, let data = try? JSONEncoder().encode(answers) else { return }
        try? data.write(to: URL(fileURLWithPath: file), options: .atomic)
    }
}
