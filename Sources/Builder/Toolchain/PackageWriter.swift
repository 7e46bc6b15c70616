import Foundation

/// Writes a generated package, and only the files whose content changes: the others keep their times, and what was
/// compiled from them stays valid.
package enum PackageWriter {
    /// What writing a file does, or would do.
    package enum Change: String, Sendable {
        case created, updated, unchanged
    }

    /// What ``write(_:to:)`` would do to each file.
    package static func changes(_ package: GeneratedPackage, in folder: String) -> [(path: String, change: Change)] {
        package.files.map { file in
            guard let present = FileManager.default.contents(atPath: "\(folder)/\(file.path)") else {
                return (file.path, .created)
            }
            return (file.path, present == Data(file.content.utf8) ? .unchanged : .updated)
        }
    }

    /// Writes the files of `package` under `folder`, which is made with its parents.
    package static func write(_ package: GeneratedPackage, to folder: String) throws {
        for (file, change) in zip(package.files, changes(package, in: folder)) where change.change != .unchanged {
            let url = URL(fileURLWithPath: "\(folder)/\(file.path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(file.content.utf8).write(to: url, options: .atomic)
        }
    }

    /// Reads a package that was generated earlier, for `--skip-generate`; nil where a file is missing.
    ///
    /// - Parameter libraryPath: where the library is now: the sources may come from another machine.
    package static func read(from folder: String, libraryPath: String) -> GeneratedPackage? {
        let sources = "\(folder)/Sources/\(GeneratedPackage.name)"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []).filter {
            $0.hasSuffix(".swift")
        }
        let paths =
            names.sorted().map { "Sources/\(GeneratedPackage.name)/\($0)" } + ["Package.swift", "discard-modhash.ld"]
        var files: [GeneratedPackage.File] = []
        for path in paths {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { return nil }
            var content = String(decoding: data, as: UTF8.self)
            if path == "Package.swift" { content = naming(libraryPath, in: content) }
            files.append(GeneratedPackage.File(path: path, content: content))
        }
        guard names.contains("main.swift") else { return nil }
        let marker = GeneratedPackage.identityPrefix
        let identity = files.lazy.compactMap { file -> String? in
            file.content.range(of: marker).map { range in
                marker + file.content[range.upperBound...].prefix { $0.isHexDigit }
            }
        }.first
        return GeneratedPackage(files: files, identity: identity ?? "")
    }

    /// The text of a Package.swift with `libraryPath` as the path of the library.
    private static func naming(_ libraryPath: String, in manifest: String) -> String {
        manifest.replacing(/\.package\(path: "(?:[^"\\\n]*\/)?swift-ocb"\)/) { _ in
            ".package(path: \(SwiftLiteral.string(libraryPath)))"
        }
    }
}

extension PackageWriter {
    /// Makes `folder` hold exactly `package`: what another distribution left there goes.
    static func synchronize(_ package: GeneratedPackage, to folder: String) throws {
        let wanted = Set(package.files.map(\.path))
        let sources = "Sources/\(GeneratedPackage.name)"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(sources)")) ?? []
        where !wanted.contains("\(sources)/\(name)") {
            try FileManager.default.removeItem(atPath: "\(folder)/\(sources)/\(name)")
        }
        try write(package, to: folder)
    }
}
