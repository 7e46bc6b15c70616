import Foundation
import Mustache
import Templates

/// What a binary was built from. It stands in the binary, and `components --provenance` prints it.
package struct Provenance: Sendable, Equatable {
    /// The commit that the manifest's folder is at, with ` with changes` after it where the manifest differs from it.
    package var revision: String?
    package var lock: BuildLock
    package var manifest: String

    private static let start = "# swift-ocb provenance 1\n"
    private static let end = "# end of provenance\n"
    private static let mostBytes = 32 << 20

    /// As YAML, between two lines that are found in a binary. Nothing secret is in it: names and passwords in URLs are left
    /// out.
    package var text: String {
        var text = Self.start
        if let revision { text += "revision: '\(revision)'\n" }
        text += "lock: |2\n" + Self.indented(lock.text) + "manifest: |2\n" + Self.indented(manifest)
        return text + Self.end
    }

    /// `text` in the form that comes out of a binary as it went in: without names and passwords in URLs, with one line
    /// break at the end.
    package static func canonical(_ text: String) -> String {
        var lines = text.replacing("\r\n", with: "\n").replacing(/:\/\/[^\/@\s"']*@/) { _ in "://" }
            .split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func indented(_ text: String) -> String {
        canonical(text).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
    }

    /// What the binary at `path` carries; nil where that is nothing, with errors where it cannot be read.
    package static func read(binary path: String, into diagnostics: inout Diagnostics) -> Provenance? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else {
            diagnostics.error("\(path) cannot be read: \(String(cString: strerror(errno)))")
            return nil
        }
        guard let start = data.range(of: Data(start.utf8)),
            let end = data.range(
                of: Data(end.utf8),
                in: start.upperBound..<min(data.endIndex, start.upperBound + mostBytes)
            )
        else {
            diagnostics.error(
                "\(path) does not tell what it was built from",
                fix: "name a collector that this version of swift-ocb has built"
            )
            return nil
        }
        let text = String(decoding: data[start.upperBound..<end.lowerBound], as: UTF8.self)
        guard let root = YAMLDocument.parse(text, file: path, into: &diagnostics),
            case .scalar(let lockText)? = root["lock"]?.value, case .scalar(let manifest)? = root["manifest"]?.value,
            let lock = BuildLock.decode(lockText, file: "the lock in \(path)", into: &diagnostics)
        else { return nil }
        var revision: String?
        if case .scalar(let text)? = root["revision"]?.value { revision = text }
        return Provenance(revision: revision, lock: lock, manifest: manifest)
    }
}

extension GeneratedPackage {
    private static let program = "Collector.main(makeDistribution())"

    /// The package of a binary that carries `provenance`: its sources are those of the output folder, and one more, which
    /// differs from build to build and so is not written there.
    func carrying(_ provenance: Provenance?) throws -> GeneratedPackage {
        let folder = "Sources/\(Self.name)"
        guard let provenance,
            let main = files.firstIndex(where: { $0.path == folder + "/main.swift" }),
            files[main].content.contains(Self.program)
        else { return self }
        var package = self
        package.files[main].content = files[main].content
            .replacing(Self.program, with: "Collector.main(makeDistribution().withProvenance())")
        let values = ["manifest": "its manifest", "provenance": SwiftLiteral.string(provenance.text)]
        let content = try MustacheTemplate(string: Templates.Distribution.provenance).render(values)
        package.files.append(File(path: folder + "/Provenance.swift", content: content))
        return package
    }
}

/// The commit that a folder is at.
enum GitRevision {
    /// Of the manifest at `path`; nil where its folder is in no repository.
    static func of(manifest path: String, environment: [String: String]) -> String? {
        guard let git = Subprocess.find("git", environment: environment) else { return nil }
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        func ask(_ words: [String]) -> (exitCode: Int32, text: String)? {
            Subprocess(git, ["-C", folder] + words, environment: environment).output()
        }
        guard let head = ask(["rev-parse", "--verify", "--quiet", "HEAD"]), head.exitCode == 0,
            head.text.count >= 40, head.text.allSatisfy(\.isHexDigit)
        else { return nil }
        let isCommitted = ask(["diff", "--quiet", "HEAD", "--", url.lastPathComponent])?.exitCode == 0
        return isCommitted ? head.text : head.text + " with changes"
    }
}
