import ArgumentParser
import Builder

/// `swift-ocb schema`: what editors know manifests and configurations by.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of manifests, or of the configurations that a manifest's collector takes.",
        discussion: """
            With --install, editors that have the YAML language server complete and check the file from now on: the schema \
            lands beside it, its first line names it, and so does yaml.schemas in .vscode/settings.json, whose other \
            settings and comments stay. A file that is not understood is left as it is.
            """
    )

    @Option(help: ArgumentHelp("The manifest; needed by --collector and --install.", valueName: "file"))
    var config: String?

    @Flag(help: "The schema of the collector's configuration instead of the manifest's.")
    var collector = false

    @Flag(help: "Write the schema beside the manifest, and with --collector beside each of its configs:, and wire it.")
    var install = false

    @Flag(help: "With --install: show what would change, and write nothing.")
    var dryRun = false

    @OptionGroup var library: LibraryOption

    func run() throws {
        var diagnostics = Diagnostics()
        guard config != nil || (!collector && !install) else {
            throw ValidationError("--collector and --install need --config")
        }
        if dryRun, !install { throw ValidationError("--dry-run is of --install") }
        let context = ProcessContext.current
        let reader = ManifestReader(context: context, library: library.library)
        guard collector, let config else {
            let schema = ManifestSchema(try library.catalog()).json
            return try deliver(schema, to: config.map { [$0] } ?? [], &diagnostics)
        }
        guard let read = reader.read(config, into: &diagnostics) else { return try diagnostics.tell() }
        let schema = CollectorSchema(read).json(into: &diagnostics)
        try deliver(schema, to: read.configFiles(currentFolder: context.currentFolder), &diagnostics)
    }

    private func deliver(_ schema: String, to files: [String], _ diagnostics: inout Diagnostics) throws {
        guard install else {
            Console.standardOutput.write(schema)
            return try diagnostics.tell()
        }
        if files.isEmpty {
            diagnostics.error("no file to wire", fix: "list configurations under configs: in the manifest")
        }
        let wiring = EditorWiring(currentFolder: ProcessContext.current.currentFolder)
        for file in files {
            var problems = Diagnostics()
            let changes = wiring.changes(schema, for: file, into: &problems)
            if !dryRun { wiring.write(changes, into: &problems) }
            for problem in problems.sorted { diagnostics.append(problem) }
            guard !problems.hasErrors else { continue }
            for change in changes { report(change) }
            if changes.isEmpty { Console.standardOutput.print("\(file) is wired already") }
        }
        try diagnostics.tell()
    }

    private func report(_ change: EditorWiring.Change) {
        let verb = change.old == nil ? (dryRun ? "Would write" : "Wrote") : (dryRun ? "Would edit" : "Edited")
        Console.standardOutput.print("\(verb) \(change.path)")
        // A new file is the schema, or says nothing that its name does not.
        if dryRun, change.old != nil, !change.path.hasSuffix(".schema.json") {
            Console.standardOutput.write(change.diff)
        }
    }
}
