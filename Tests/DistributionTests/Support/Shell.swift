import Foundation

/// A shell in a folder of its own, in which `swift-ocb` is the tool under test.
struct Shell {
    /// Where the next commands run.
    private(set) var folder: String
    private let tools: String

    init(in folder: String) throws {
        try? FileManager.default.removeItem(atPath: folder)
        tools = folder + "/.bin"
        self.folder = folder
        try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: tools + "/swift-ocb", withDestinationPath: Tool.path)
    }

    /// Runs `commands`, until one fails; the folder that they change to is that of the next ones.
    mutating func run(_ commands: String) async throws -> Program.Ending {
        let note = tools + "/folder"
        let ending = try await Program.run(bash, arguments(commands + "\npwd > '\(note)'"), in: folder)
        if ending.exitCode == 0 {
            folder = try String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .newlines)
        }
        return ending
    }

    /// Starts `command`, which takes the shell's place.
    func start<Result>(_ command: String, _ body: (Program) async throws -> Result) async throws -> Result {
        try await Program.start(bash, arguments("cd '\(folder)'; exec \(command)"), body)
    }

    private var bash: String { "/bin/bash" }

    private func arguments(_ commands: String) -> [String] {
        ["-ec", "export PATH='\(tools)':$PATH\n\(commands)"]
    }
}
