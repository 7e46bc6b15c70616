internal import CProcessArguments

/// The words of this process's command line.
enum ProcessArguments {
    /// All words after the program's name.
    ///
    /// Swift's own list is empty in a root without /proc, so that the C library's comes first.
    static var words: [String] {
        guard let values = process_arguments() else { return Array(CommandLine.arguments.dropFirst()) }
        var words: [String] = []
        var next = values
        while let word = next.pointee {
            words.append(String(cString: word))
            next += 1
        }
        return Array(words.dropFirst())
    }
}
