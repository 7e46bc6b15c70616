/// Reads what `swift build` printed, and leads complaints about generated files back to the manifest.
package struct CompilerOutput {
    private let package: GeneratedPackage
    private let folder: String
    /// What is worth showing after a failure, in order.
    package private(set) var lines: [String] = []
    /// Errors in generated files, at the manifest's places.
    package private(set) var diagnostics: [Diagnostic] = []

    package init(package: GeneratedPackage, folder: String) {
        self.package = package
        self.folder = folder
    }

    package mutating func add(_ line: String) {
        guard BuildProgress(line: line) == nil, !isNoise(line) else { return }
        lines.append(line)
        if let diagnostic = generatedFileError(line) ?? productError(line), !diagnostics.contains(diagnostic) {
            diagnostics.append(diagnostic)
        }
    }

    /// SwiftPM's hints about system packages of components that nobody selected, and its chatter.
    private func isNoise(_ line: String) -> Bool {
        line.hasPrefix("warning: you may be able to install") || line.hasPrefix("    apt-get install")
            || line.hasPrefix("    brew install") || line.contains("couldn't find pc file for")
            || line.hasPrefix("Building for ") || line.hasPrefix("Build complete!")
            || line.hasPrefix("Build of product")
            || line.hasPrefix("Fetching ") || line.hasPrefix("Computing version ") || line.hasPrefix("Computed ")
            || line.hasPrefix("Creating working copy ") || line.hasPrefix("Working copy of ")
    }

    /// `…/Sources/distribution/Components.swift:12:15: error: cannot find 'XFactory' in scope`
    private func generatedFileError(_ line: String) -> Diagnostic? {
        for file in package.files {
            let prefix = "\(folder)/\(file.path):"
            guard line.hasPrefix(prefix) else { continue }
            let parts = line.dropFirst(prefix.count).split(
                separator: ":",
                maxSplits: 3,
                omittingEmptySubsequences: false
            )
            guard parts.count == 4, let row = Int(parts[0]), parts[2].trimmed == "error",
                let origin = package.origin(of: file.path, line: row)
            else { return nil }
            return Diagnostic(
                .error,
                "the module named here does not compile into the distribution: \(parts[3].trimmed)",
                at: origin,
                fix: "its product must be a module that publishes a factory of the same name with Factory after it"
            )
        }
        return nil
    }

    /// `error: 'distribution': product 'X' required by package 'distribution' target 'distribution' not found …`
    private func productError(_ line: String) -> Diagnostic? {
        guard line.hasPrefix("error:"), line.contains("product '"),
            let manifest = package.files.first(where: { $0.path == "Package.swift" })
        else { return nil }
        let product = line.components(between: "product '", and: "'")
        let rows = manifest.content.split(separator: "\n", omittingEmptySubsequences: false)
        guard let product, let row = rows.firstIndex(where: { $0.contains("name: \"\(product)\",") }),
            let origin = manifest.origins[row + 1]
        else { return nil }
        return Diagnostic(
            .error,
            "the package has no product \"\(product)\"",
            at: origin,
            fix: "its Package.swift must declare .library(name: \"\(product)\", …)"
        )
    }
}

extension StringProtocol {
    fileprivate var trimmed: String { String(self).trimmingWhitespace }
}

extension String {
    /// The text between the first `start` and the next `end`.
    fileprivate func components(between start: String, and end: Character) -> String? {
        guard let range = firstRange(of: start) else { return nil }
        let rest = self[range.upperBound...]
        return rest.firstIndex(of: end).map { String(rest[..<$0]) }
    }
}
