import ArgumentParser
import Builder
internal import CollectorConfig

/// `swift-ocb new`: a component to begin with.
struct NewCommand: ParsableCommand {
    private static let kinds = ComponentKind.scaffolded.map(\.rawValue)

    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write the Swift package of a component of your own.",
        discussion: """
            The component works as it is: it has settings, examples, tests, and a collector configuration to run it in. \
            The package stands by itself, outside of swift-ocb's own.

              swift-ocb new processor acme_sampler
              cd acme-sampler-processor
              swift-ocb check-component
              swift-ocb run --config config.yaml
            """
    )

    @Argument(help: ArgumentHelp("receiver, processor, exporter, connector or extension.", valueName: "kind"))
    var kind: String

    @Argument(help: ArgumentHelp("What it is called, such as acme_sampler.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The folder to make; by default one of the component's name.", valueName: "folder"))
    var path: String?

    @OptionGroup var library: LibraryOption

    func run() throws {
        guard let kind = ComponentKind.scaffolded.first(where: { $0.rawValue == kind }) else {
            let fix =
                nearestMatch(kind, in: Self.kinds).map { "did you mean \"\($0)\"?" }
                ?? "choose one of \(Self.kinds.joined(separator: ", "))"
            throw ValidationError("\"\(kind)\" is not a kind of component that there is a template for; \(fix)")
        }
        let catalog = try library.catalog()
        var diagnostics = Diagnostics()
        let written = ComponentName.derive(from: name, kind, catalog: catalog, into: &diagnostics).flatMap { name in
            ComponentScaffold(name, path: path, currentFolder: ProcessContext.current.currentFolder)
                .write(into: &diagnostics)
        }
        for diagnostic in diagnostics.sorted { Console.standardError.print(diagnostic.description) }
        guard let written, !diagnostics.hasErrors else { throw ExitCode(1) }
        for file in written.files { Console.standardOutput.print("Created \(written.folder)/\(file)") }
        Console.standardOutput.print("Next: cd \(written.folder) && swift-ocb check-component")
    }
}
