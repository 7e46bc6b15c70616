import Foundation

/// The settings of VS Code, and of those that read its, for one folder of work.
struct EditorSettings {
    /// The folder that editors open.
    let workspace: String

    private static let key = "yaml.schemas"

    /// The settings for the folder around the file at `path`: the nearest with settings, or of a repository, or the file's
    /// own.
    init(around path: String) {
        let own = URL(fileURLWithPath: path).deletingLastPathComponent()
        var folder = own
        let files = FileManager.default
        while folder.path != "/" {
            let marks = ["/.vscode/settings.json", "/.git"]
            if marks.contains(where: { files.fileExists(atPath: folder.path + $0) }) { break }
            folder.deleteLastPathComponent()
        }
        workspace = folder.path == "/" ? own.path : folder.path
    }

    var file: String { workspace + "/.vscode/settings.json" }

    /// The path of a file below the workspace.
    func relative(_ path: String) -> String {
        path.hasPrefix(workspace + "/") ? String(path.dropFirst(workspace.count + 1)) : path
    }

    /// The settings' text with `schema` for the file at `path` in it; nil after an error.
    ///
    /// - Parameter text: what it is now; nil where there is none.
    func text(_ text: String?, with schema: String, for path: String, into diagnostics: inout Diagnostics) -> String? {
        let name = "./" + relative(schema)
        let pattern = relative(path)
        let entry = "[\(CommentedJSON.quoted(pattern))]"
        let schemas = "{\n\t\(CommentedJSON.quoted(name)): \(entry)\n}"
        let present = text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? "{}\n"
        guard var json = CommentedJSON(present), let root = json.root else {
            return fail("it is no JSON with comments", name, pattern, &diagnostics)
        }
        guard let member = root.members.last(where: { $0.key == Self.key }) else {
            json.add(Self.key, schemas, to: root, depth: 1)
            return json.text
        }
        guard let object = json.object(member) else {
            return fail("\(Self.key) in it is no object", name, pattern, &diagnostics)
        }
        guard let present = object.members.last(where: { $0.key == name }) else {
            json.add(name, entry, to: object, depth: 2)
            return json.text
        }
        guard let patterns = json.texts(present) else {
            return fail("\(Self.key) has something else than patterns for \(name)", name, pattern, &diagnostics)
        }
        if !patterns.contains(pattern) {
            let all = (patterns + [pattern]).map(CommentedJSON.quoted).joined(separator: ", ")
            json.replace(present, with: "[\(all)]")
        }
        return json.text
    }

    private func fail(_ reason: String, _ schema: String, _ path: String, _ diagnostics: inout Diagnostics) -> String? {
        diagnostics.error(
            "\(file) is left as it is: \(reason)",
            fix:
                "mend it, or set \(Self.key) to {\(CommentedJSON.quoted(schema)): [\(CommentedJSON.quoted(path))]} by hand"
        )
        return nil
    }
}
