import ArgumentParser
import Builder
import Foundation

/// `swift-ocb init`: a folder to begin with.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a manifest, a collector configuration and a Makefile to begin with."
    )

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
    var path = "."

    func run() throws {
        guard !path.isEmpty else { throw ValidationError("argument must be a folder") }
        let folder = URL(fileURLWithPath: path).standardizedFileURL.path
        var diagnostics = Diagnostics()
        let written = ProjectScaffold.write(to: folder, into: &diagnostics)
        for diagnostic in diagnostics.sorted { Console.standardError.print(diagnostic.description) }
        guard !diagnostics.hasErrors else { throw ExitCode(1) }
        for name in written { Console.standardOutput.print("Created \(folder)/\(name)") }
        Console.standardOutput.print("Next: make run")
    }
}
