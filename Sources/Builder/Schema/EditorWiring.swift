import Foundation

/// Tells editors which schema a YAML file has.
package enum EditorWiring {
    private static let modeline = "# yaml-language-server: $schema="

    /// Writes `schema` beside the file at `path` as `<name>.schema.json`, and names it in the file's first line.
    ///
    /// - Returns: the files written.
    package static func install(_ schema: String, for path: String, into diagnostics: inout Diagnostics) -> [String] {
        let file = URL(fileURLWithPath: path)
        guard let text = FileManager.default.contents(atPath: path).map({ String(decoding: $0, as: UTF8.self) }) else {
            diagnostics.error("\(path) cannot be read", fix: "check --config")
            return []
        }
        let name = file.deletingPathExtension().lastPathComponent + ".schema.json"
        let target = file.deletingLastPathComponent().appendingPathComponent(name)
        do {
            var written: [String] = []
            for (url, content) in [(target, schema), (file, wired(text, to: "./" + name))]
            where FileManager.default.contents(atPath: url.path) != Data(content.utf8) {
                try Data(content.utf8).write(to: url, options: .atomic)
                written.append(url.relativePath)
            }
            return written
        } catch {
            diagnostics.error(
                "\(FileProblem(error))",
                fix: "print it by swift-ocb schema, and wire your editor by hand"
            )
            return []
        }
    }

    /// `text` with the line that names `schema`, in place of one that names another.
    static func wired(_ text: String, to schema: String) -> String {
        let ending = text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
        guard let present = text.firstRange(of: modeline) else { return modeline + schema + ending + text }
        let end = text[present.upperBound...].firstIndex(where: \.isNewline) ?? text.endIndex
        return text.replacingCharacters(in: present.upperBound..<end, with: schema)
    }
}
