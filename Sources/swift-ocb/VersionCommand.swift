import ArgumentParser
import Builder

/// `swift-ocb version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        Console.standardOutput.print("swift-ocb version \(BuilderVersion.current)")
    }
}
