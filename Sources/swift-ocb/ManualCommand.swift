import ArgumentParser
import Foundation

/// `swift-ocb manual`: the manual page, made from the commands' own definitions.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page, for man: swift-ocb manual | man -l -"
    )

    func run() throws {
        let tool = try JSONDecoder().decode(ToolDescription.self, from: Data(BuildCommand._dumpHelp().utf8))
        Console.standardOutput.write(ManualPage(tool.command).text)
    }
}

/// What the argument parser tells of a tool.
struct ToolDescription: Decodable {
    var command: Command

    /// A command with those below it.
    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    /// An option, a flag or an operand.
    struct Argument: Decodable {
        var kind: String
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?
        var discussion: String?
    }

    /// A spelling of an option.
    struct Name: Decodable {
        var kind: String
        var name: String
    }
}
