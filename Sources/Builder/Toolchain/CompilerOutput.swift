import Foundation

/// Reads what `swift build` printed, and leads complaints about generated files back to the manifest.
package struct CompilerOutput {
    private let package: GeneratedPackage
    /// Where the package was written, as it is called here and as the compiler calls it.
    private let folders: [String]
    private let sources: [ComponentSources]
    private var messages: [Message] = []
    private var lineCount = 0
    /// Whether the last line began a hint, whose further lines are indented.
    private var isInHint = false

    /// More than this is not kept, so that a compiler gone wild cannot fill the memory.
    private static let mostLines = 20_000

    /// A message's first line, and those that show the place and explain.
    private struct Message: Hashable {
        var lines: [String]
        var isError: Bool
    }

    package init(package: GeneratedPackage, folder: String, sources: [ComponentSources] = []) {
        self.package = package
        self.sources = sources
        folders = [folder, URL(fileURLWithPath: folder).resolvingSymlinksInPath().path].map { $0 + "/" }.uniqued()
    }

    package mutating func add(_ line: String) {
        guard BuildProgress(line: line) == nil, !isNoise(line) else { return }
        lineCount += 1
        guard lineCount <= Self.mostLines else { return }
        if let complaint = Complaint(line) {
            messages.append(Message(lines: [line], isError: complaint.severity == .error))
        } else if messages.isEmpty {
            messages.append(Message(lines: [line], isError: false))
        } else {
            messages[messages.count - 1].lines.append(line)
        }
    }

    /// What is worth showing after a failure: errors first, each message once.
    package var lines: [String] {
        let unique = messages.uniqued()
        return (unique.filter(\.isError) + unique.filter { !$0.isError }).flatMap { message in
            message.lines.reversed().drop(while: \.isEmpty).reversed()
        }
    }

    /// Errors that the manifest's author can do something about, at the manifest's places.
    package var diagnostics: [Diagnostic] {
        messages.filter(\.isError).compactMap { message in
            guard let complaint = message.lines.first.flatMap(Complaint.init) else { return nil }
            return generatedFileError(complaint) ?? packageError(complaint)
        }.uniqued() + componentErrors
    }

    // MARK: Noise

    /// SwiftPM's hints about system packages of components that nobody selected, its chatter, and the linker's frame.
    private mutating func isNoise(_ line: String) -> Bool {
        if line.hasPrefix("warning: you may be able to install ") {
            isInHint = true
            return true
        }
        if isInHint, line.hasPrefix("    ") { return true }
        isInHint = false
        return Self.chatter.contains(where: line.hasPrefix) || Self.phrases.contains(where: line.contains)
    }

    private static let chatter = [
        "Building for ", "Build complete!", "Build of product ", "Computing version ", "Computed ", "Fetching ",
        "Fetched ", "Updating ", "Updated ", "Creating working copy ", "Working copy of ", "Planning build",
    ]

    private static let phrases = [
        "couldn't find pc file for ", "is not used by any target", "error: link command failed with exit code",
        "error: linker command failed with exit code",
        // A package that names the library by its URL gets the one at hand, as it should.
        "Conflicting identity for \(PackageIdentity.library):",
    ]

    // MARK: Places

    /// `…/Sources/distribution/Components.swift:12:15: error: cannot find 'XFactory' in scope`
    private func generatedFileError(_ complaint: Complaint) -> Diagnostic? {
        guard let file = complaint.file, let folder = folders.first(where: file.hasPrefix),
            let origin = package.origin(of: String(file.dropFirst(folder.count)), line: complaint.line)
        else { return nil }
        return Diagnostic(
            .error,
            "the module named here does not compile into the distribution: \(complaint.text)",
            at: origin,
            fix: "its product must be a module that publishes a factory of the same name with Factory after it"
        )
    }

    /// Errors in the sources of a component's package, one diagnostic for each entry of the manifest that brought them.
    private var componentErrors: [Diagnostic] {
        var counts: [Int: (count: Int, first: String)] = [:]
        for message in messages.uniqued() where message.isError {
            guard let line = message.lines.first, let complaint = Complaint(line), let file = complaint.file,
                let index = sources.indices.filter({ sources[$0].contains(file) }).max(by: {
                    sources[$0].folder.count < sources[$1].folder.count
                })
            else { continue }
            counts[index, default: (0, line)].count += 1
        }
        return counts.sorted { $0.key < $1.key }.map { index, errors in
            Diagnostic(
                .error,
                "\(sources[index].product) does not compile: \(errors.count == 1 ? "an error" : "\(errors.count) errors") in \(sources[index].folder)",
                at: sources[index].location,
                fix: "the first is \(errors.first)"
            )
        }
    }

    /// `error: 'distribution': product 'X' required by package 'distribution' target 'distribution' not found …`: without
    /// a place, but with the name of a product in quotes.
    private func packageError(_ complaint: Complaint) -> Diagnostic? {
        guard complaint.file == nil, complaint.text.contains("product '"),
            let manifest = package.files.first(where: { $0.path == "Package.swift" })
        else { return nil }
        let rows = manifest.content.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, origin) in manifest.origins.sorted(by: { $0.key < $1.key }) where rows.indices.contains(line - 1) {
            let words = rows[line - 1].split(separator: "\"", omittingEmptySubsequences: false)
            guard words.count > 1, complaint.text.contains("product '\(words[1])'") else { continue }
            return Diagnostic(
                .error,
                "the package has no product \"\(words[1])\"",
                at: origin,
                fix: "its Package.swift must declare .library(name: \"\(words[1])\", …)"
            )
        }
        return nil
    }
}

/// The first line of a compiler's, linker's or SwiftPM's message.
private struct Complaint {
    var severity: Diagnostic.Severity
    var text: String
    /// The place, where there is one.
    var file: String?
    var line = 0

    /// Reads `file:line:column: error: text`, `ld.lld: error: text` or `error: text`; nil for any other line.
    init?(_ line: String) {
        for severity in [Diagnostic.Severity.error, .warning, .note] {
            guard let mark = line.firstRange(of: "\(severity.rawValue): ") else { continue }
            self.severity = severity
            text = String(line[mark.upperBound...])
            let place = line[..<mark.lowerBound]
            if place.isEmpty { return }
            guard place.hasSuffix(": ") else { continue }
            let parts = place.dropLast(2).split(separator: ":", omittingEmptySubsequences: false)
            // A tool's name.
            if parts.count == 1, !place.dropLast(2).contains(" ") { return }
            guard parts.count >= 3, let row = Int(parts[parts.count - 2]), Int(parts[parts.count - 1]) != nil else {
                continue
            }
            file = parts.dropLast(2).joined(separator: ":")
            self.line = row
            return
        }
        return nil
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of its first place.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
