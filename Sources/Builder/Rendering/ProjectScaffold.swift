import Foundation
import Mustache
import Templates

/// Writes the files that `swift-ocb init` begins a project with.
package enum ProjectScaffold {
    /// Writes them under `folder`; reports those that are there already, and then writes none.
    ///
    /// - Returns: the names written.
    package static func write(to folder: String, into diagnostics: inout Diagnostics) -> [String] {
        let title = folder.split(separator: "/").last.map(String.init) ?? "collector"
        do {
            return try write(try render(title: title), to: folder, into: &diagnostics)
        } catch {
            diagnostics.error("failed to write the project: \(FileProblem(error))", fix: "choose another --path")
            return []
        }
    }

    private static func write(
        _ files: [(name: String, text: String)],
        to folder: String,
        into diagnostics: inout Diagnostics
    ) throws -> [String] {
        let present = files.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0.name)") }
        for file in present {
            diagnostics.error("\(folder)/\(file.name) exists already", fix: "choose another --path, or remove it")
        }
        guard present.isEmpty else { return [] }
        try FileManager.default.createDirectory(atPath: folder + "/build", withIntermediateDirectories: true)
        for file in files {
            try Data(file.text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file.name)"))
        }
        return files.map(\.name)
    }

    private static func render(title: String) throws -> [(name: String, text: String)] {
        let name = String(
            title.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" }.drop {
                "-.".contains($0)
            }
        )
        let values = ["title": title, "name": name.isEmpty ? "collector" : name]
        func fill(_ template: String) throws -> String { try MustacheTemplate(string: template).render(values) }
        return [
            ("manifest.yaml", try fill(Templates.Project.manifest)),
            ("config.yaml", Templates.Project.configuration),
            ("README.md", try fill(Templates.Project.readme)),
            ("Makefile", try fill(Templates.Project.makefile)),
            (".gitignore", Templates.Project.gitignore),
        ]
    }
}
