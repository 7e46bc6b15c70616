import ArgumentParser
import Builder
import Foundation

/// `swift-ocb check-component`: the contract suite over a component.
struct CheckComponentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-component",
        abstract: "Run the contract suite over the components of a package.",
        discussion: """
            It checks what a collector relies on: component.yaml says what the factory does, settings are declared whole and \
            read back, every file in Examples is valid, the component starts and stops without leaving anything behind, and \
            passes on what the next one refuses. It exits with 1 where something is wrong.
            """
    )

    @Argument(help: ArgumentHelp("The component's folder, or one in its package.", valueName: "folder"))
    var path = "."

    @Flag(help: "Write schema.json, and the table of settings into README.md, between its two comments.")
    var update = false

    @Flag(help: "Show the calls of other programs and all of their output.")
    var verbose = false

    @OptionGroup var library: LibraryOption

    func run() throws {
        let context = ProcessContext.current
        var diagnostics = Diagnostics()
        let local = LocalComponents.find(at: path, currentFolder: context.currentFolder, into: &diagnostics)
        if local == nil, !diagnostics.hasErrors {
            diagnostics.error(
                "\(path) is not in a Swift package that describes a component",
                fix: "name a folder that holds a component.yaml, or begin one by `swift-ocb new`"
            )
        }
        for diagnostic in diagnostics.sorted { Console.standardError.print(diagnostic.description) }
        guard let local, !diagnostics.hasErrors else { throw ExitCode(1) }
        let reporter = ConsoleReporter(printsDiagnostics: true)
        let workshop = WorkshopBuild(
            library: library.library,
            isVerbose: verbose,
            context: context,
            reporter: reporter
        )
        var failed = false
        for component in local.components {
            let binary = workshop.contract(of: component)
            reporter.finish()
            guard let binary else { throw ExitCode(1) }
            let folder = LocalComponents.folder(of: component)
            let suite = Subprocess(
                binary,
                [folder] + (update ? ["--update"] : []),
                environment: context.environment
            )
            let ending = try suite.run(.long) { Console.standardOutput.print($0) }
            failed = failed || ending.exitCode != 0
        }
        if failed { throw ExitCode(1) }
    }
}
