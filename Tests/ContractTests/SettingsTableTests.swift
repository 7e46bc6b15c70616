import CollectorAPI
import Foundation
import Testing

/// The table of settings in each component's README, and its `schema.json`, are what its settings declare.
///
/// `make generate` writes them anew, by `UPDATE_TABLES=1`.
@Suite struct SettingsTableTests {
    struct Page: Sendable, CustomTestStringConvertible {
        var folder: String
        var table: String
        /// What the builder checks configurations by, before anything is compiled.
        var schema: String
        var path: String { "\(folder)/README.md" }
        var testDescription: String { URL(filePath: folder).lastPathComponent }

        init(_ factory: some Factory, _ folder: String) {
            self.folder = folder
            table = Self.table(of: factory)
            schema = Self.schema(of: factory)
        }

        private static func table<F: Factory>(of factory: F) -> String { F.Config.markdownTable() }

        private static func schema<F: Factory>(of factory: F) -> String {
            F.Config.jsonSchema(title: "\(factory.type) \(kind(of: factory))")
        }

        private static func kind(of factory: some Factory) -> ComponentKind {
            switch factory {
            case is any ReceiverFactory: .receiver
            case is any ProcessorFactory: .processor
            case is any ExporterFactory: .exporter
            case is any ConnectorFactory: .connector
            default: .extension
            }
        }
    }

    static let pages =
        Components.receivers.map { Page($0.factory, $0.folder) }
        + Components.processors.map { Page($0.factory, $0.folder) }
        + Components.exporters.map { Page($0.factory, $0.folder) }
        + Components.connectors.map { Page($0.factory, $0.folder) }
        + Components.extensions.map { Page($0.factory, $0.folder) }

    private static let begin = "<!-- settings: written by make generate -->\n"
    private static let end = "<!-- end of settings -->"

    @Test(arguments: pages.filter { $0.table.split(separator: "\n").count > 2 })
    func isWhatIsDeclared(_ page: Page) throws {
        let text = try String(contentsOfFile: page.path, encoding: .utf8)
        let begin = try #require(text.range(of: Self.begin), "no line \(Self.begin)")
        let end = try #require(text.range(of: Self.end), "no line \(Self.end)")
        let table = text[begin.upperBound..<end.lowerBound]
        guard ProcessInfo.processInfo.environment["UPDATE_TABLES"] == "1" else {
            #expect(table == page.table, "run make generate")
            return
        }
        try text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: page.table)
            .write(toFile: page.path, atomically: true, encoding: .utf8)
    }

    @Test(arguments: pages)
    func schemaIsWhatIsDeclared(_ page: Page) throws {
        let path = "\(page.folder)/schema.json"
        guard ProcessInfo.processInfo.environment["UPDATE_TABLES"] == "1" else {
            let text = try? String(contentsOfFile: path, encoding: .utf8)
            #expect(text == page.schema, "run make generate")
            return
        }
        try page.schema.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
