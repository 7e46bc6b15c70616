import Foundation

/// Compares generated files that were committed with those that would be generated now.
///
/// What only tells one machine from another (the folders of packages, the archives to link) makes no difference.
package enum StaleOutput {
    /// A unified diff of every file that is stale; empty where none is.
    package static func diff(_ package: GeneratedPackage, in folder: String) -> String {
        var text = ""
        for file in package.files {
            let present = contents("\(folder)/\(file.path)")
            guard present.map(common) != common(file.content) else { continue }
            text += UnifiedDiff.text(old: present.map(common), new: common(file.content), path: file.path)
        }
        let sources = "Sources/\(GeneratedPackage.name)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(sources)")) ?? []
        let wanted = Set(package.files.map(\.path))
        for path in names.sorted().map({ "\(sources)/\($0)" }) where path.hasSuffix(".swift") && !wanted.contains(path)
        {
            text += UnifiedDiff.text(old: contents("\(folder)/\(path)"), new: nil, path: path)
        }
        return text
    }

    /// `package` with the files of `folder` that another machine may have written, where nothing else differs: they stay.
    static func keepingEquivalents(_ package: GeneratedPackage, in folder: String) -> GeneratedPackage {
        var kept = package
        for index in kept.files.indices {
            let file = kept.files[index]
            guard let present = contents("\(folder)/\(file.path)"), common(present) == common(file.content) else {
                continue
            }
            kept.files[index].content = present
        }
        return kept
    }

    private static func contents(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// `text` without what differs from machine to machine.
    static func common(_ text: String) -> String {
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let word = line.drop { $0 == " " }
            if word.hasPrefix("\"--remap-inputs=") {
                // The flag that passes it on goes with it.
                if lines.last?.hasSuffix("\"-Xlinker\",") == true { lines.removeLast() }
                continue
            }
            let isForArchives =
                word.hasPrefix("\"-l") || word.hasPrefix("\"-L") || word == "\"-static-libgcc\","
                || word == "\"-Xclang-linker\","
            if !isForArchives { lines.append(line) }
        }
        return lines.joined(separator: "\n").replacing(/\.package\(path: "[^"\n]*\/([^"\/\n]+)"\)/) {
            ".package(path: \"…/\($0.1)\")"
        }
    }
}
