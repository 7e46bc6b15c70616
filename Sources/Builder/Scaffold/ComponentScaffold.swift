import Foundation
import Mustache
import Templates

/// Writes the Swift package that `swift-ocb new` begins a component with.
package struct ComponentScaffold {
    private let name: ComponentName
    private let folder: String

    /// A package at `path`, or in a folder of the component's name in `currentFolder`.
    package init(_ name: ComponentName, path: String?, currentFolder: String) {
        var name = name
        let place = path.flatMap { $0.isEmpty ? nil : $0 } ?? name.folder
        let absolute = place.hasPrefix("/") ? place : "\(currentFolder)/\(place)"
        folder = URL(fileURLWithPath: absolute).standardizedFileURL.path
        name.folder = folder.split(separator: "/").last.map(String.init) ?? name.folder
        self.name = name
    }

    /// Writes the package; reports a folder that is there already, and then writes nothing.
    ///
    /// - Returns: the folder and the files written; nil after an error.
    package func write(into diagnostics: inout Diagnostics) -> (folder: String, files: [String])? {
        guard PackageIdentity.ofFolder(folder) != PackageIdentity.library else {
            diagnostics.error(
                "a package in a folder called \(PackageIdentity.library) would be taken for the collector library",
                fix: "choose another --path"
            )
            return nil
        }
        guard !FileManager.default.fileExists(atPath: folder) else {
            diagnostics.error("\(folder) exists already", fix: "choose another --path, or remove it")
            return nil
        }
        do {
            let files = try render()
            for file in files {
                let url = URL(fileURLWithPath: "\(folder)/\(file.path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.text.utf8).write(to: url)
            }
            return (folder, files.map(\.path))
        } catch {
            diagnostics.error("failed to write the component: \(FileProblem(error))", fix: "choose another --path")
            return nil
        }
    }

    /// The files of the package, by their paths in it.
    package func render() throws -> [(path: String, text: String)] {
        let parts = name.kind.templates
        let values: [String: Any] = [
            "kind": name.kind.rawValue, "type": name.type, "product": name.product, "folder": name.folder,
            "summary": parts.summary, "signals": parts.signals, "hasCases": !parts.cases.isEmpty,
        ]
        let files = Self.common(name.product) + parts.files(name.product)
        return try files.map { path, text in
            (path, path.hasSuffix(".yaml") && path.hasPrefix("Examples/") ? text : try Self.fill(text, values))
        }
    }

    private static func common(_ product: String) -> [(path: String, text: String)] {
        [
            ("Package.swift", Templates.Component.package),
            ("component.yaml", Templates.Component.metadata),
            ("README.md", Templates.Component.readme),
            (".gitignore", Templates.Component.gitignore),
            ("Tests/\(product)Tests/ContractTests.swift", Templates.Component.contractTests),
        ]
    }

    private static func fill(_ template: String, _ values: [String: Any]) throws -> String {
        try MustacheTemplate(string: template).render(values)
    }
}

extension ComponentKind {
    /// The kinds that there are templates for.
    package static let scaffolded: [ComponentKind] = [.receiver, .processor, .exporter, .connector, .extension]

    fileprivate var templates: Templates.Component.Kind {
        switch self {
        case .receiver: Templates.Component.receiver
        case .processor: Templates.Component.processor
        case .exporter: Templates.Component.exporter
        case .connector: Templates.Component.connector
        case .extension, .provider: Templates.Component.extension
        }
    }
}
