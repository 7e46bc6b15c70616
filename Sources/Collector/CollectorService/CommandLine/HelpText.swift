internal import CollectorAPI

/// What `--help` prints.
struct HelpText {
    private let build: BuildInfo

    init(_ build: BuildInfo) {
        self.build = build
    }

    func text(for command: Command) -> String {
        var text = command == .run ? "\(build.description)\n\n" : "\(command.summary).\n\n"
        let name = command == .run ? build.command : "\(build.command) \(command.rawValue)"
        text += "Usage:\n  \(name) [flags]" + (command.operand.map { " \($0)" } ?? "") + "\n"
        if command == .run {
            text += "  \(build.command) [command]\n\nCommands:\n"
            text += Self.table(
                Command.allCases.filter { $0 != .run }.map { ($0.rawValue, $0.summary) }
            )
        }
        text += "\nFlags:\n"
        text += Self.table(
            command.flags.map { flag in (flag.usage + (flag.short.map { ", -\($0)" } ?? ""), flag.help) }
        )
        return text
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.reduce(into: "") { text, row in
            text += "  \(row.0)\(String(repeating: " ", count: width - row.0.count))  \(row.1)\n"
        }
    }
}
