/// What a line of `swift build` says of how far it is.
package struct BuildProgress: Sendable, Equatable {
    package var step: Int
    package var total: Int
    /// The module being compiled, or the kind of work.
    package var subject: String

    /// Reads lines such as `[12/34] Compiling OTLPReceiver Config.swift`.
    package init?(line: String) {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return nil }
        let numbers = line[line.index(after: line.startIndex)..<end].split(separator: "/")
        guard numbers.count == 2, let step = Int(numbers[0]), let total = Int(numbers[1]) else { return nil }
        let words = line[line.index(after: end)...].split(separator: " ").map(String.init)
        guard let verb = words.first else { return nil }
        self.step = step
        self.total = total
        switch verb {
        case "Compiling", "Emitting", "Wrapping", "Linking":
            let object = words.dropFirst().first { $0 != "module" && $0 != "AST" && $0 != "for" } ?? ""
            subject = object == GeneratedPackage.name ? (verb == "Linking" ? "linking" : "the distribution") : object
        default: subject = verb.lowercased()
        }
    }
}
