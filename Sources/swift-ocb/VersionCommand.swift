import ArgumentParser
import Builder

/// `swift-ocb version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    /// Also of `--version`.
    static let text = "swift-ocb version \(BuilderVersion.current)"

    func run() {
        Console.standardOutput.print(Self.text)
    }
}
