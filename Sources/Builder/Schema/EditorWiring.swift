import Foundation

/// Tells editors which schema a YAML file has.
package struct EditorWiring {
    /// A file that is written, or would be.
    package struct Change: Sendable {
        /// Relative to the current folder where it is below that.
        package var path: String
        /// What was in it; nil where there was no such file.
        package var old: String?
        package var new: String

        /// What is different, as `diff -u` prints it.
        package var diff: String { UnifiedDiff.text(old: old, new: new, path: path) }
    }

    private static let modeline = "# yaml-language-server: $schema="

    private let currentFolder: String

    package init(currentFolder: String) {
        self.currentFolder = currentFolder
    }

    /// What there is to write so that the file at `path` has `schema`: the schema beside it as `<name>.schema.json`, the
    /// file's first line, and VS Code's settings.
    ///
    /// - Returns: nothing after errors: all of it or none.
    package func changes(_ schema: String, for path: String, into diagnostics: inout Diagnostics) -> [Change] {
        let file = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: currentFolder, isDirectory: true))
            .standardizedFileURL
        guard let text = read(file.path, into: &diagnostics) else {
            if !diagnostics.hasErrors { diagnostics.error("\(path) does not exist", fix: "check --config") }
            return []
        }
        let name = file.deletingPathExtension().lastPathComponent + ".schema.json"
        let target = file.deletingLastPathComponent().appendingPathComponent(name).path
        let settings = EditorSettings(around: file.path)
        let before = read(settings.file, into: &diagnostics)
        guard !diagnostics.hasErrors,
            let after = settings.text(before, with: target, for: file.path, into: &diagnostics)
        else { return [] }
        let all = [
            Change(path: shown(target), old: read(target, into: &diagnostics), new: schema),
            Change(path: shown(file.path), old: text, new: Self.wired(text, to: "./" + name)),
            Change(path: shown(settings.file), old: before, new: after),
        ]
        return diagnostics.hasErrors ? [] : all.filter { $0.old != $0.new }
    }

    /// Writes `changes`.
    package func write(_ changes: [Change], into diagnostics: inout Diagnostics) {
        do {
            for change in changes {
                let url = URL(
                    fileURLWithPath: change.path,
                    relativeTo: URL(fileURLWithPath: currentFolder, isDirectory: true)
                )
                let folder = url.deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(change.new.utf8).write(to: url, options: .atomic)
            }
        } catch {
            diagnostics.error(
                "\(FileProblem(error))",
                fix: "print the schema by swift-ocb schema, and wire your editor by hand"
            )
        }
    }

    /// The text of a file; nil where there is none, and after an error where it is no text.
    private func read(_ path: String, into diagnostics: inout Diagnostics) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else {
            if FileManager.default.fileExists(atPath: path) {
                diagnostics.error("\(shown(path)) cannot be read", fix: "check its permissions")
            }
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            diagnostics.error("\(shown(path)) is left as it is: it is not UTF-8", fix: "save it as UTF-8")
            return nil
        }
        return text
    }

    private func shown(_ path: String) -> String {
        path.hasPrefix(currentFolder + "/") ? String(path.dropFirst(currentFolder.count + 1)) : path
    }

    /// `text` with the line that names `schema`, in place of one that names another.
    static func wired(_ text: String, to schema: String) -> String {
        let ending = text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
        guard let present = text.firstRange(of: modeline) else { return modeline + schema + ending + text }
        let end = text[present.upperBound...].firstIndex(where: \.isNewline) ?? text.endIndex
        return text.replacingCharacters(in: present.upperBound..<end, with: schema)
    }
}
