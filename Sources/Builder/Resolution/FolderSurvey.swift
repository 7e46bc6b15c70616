import Foundation

/// Looks at the folders that a manifest names by `path:`.
package struct FolderSurvey {
    private static let maximumDepth = 5

    /// The facts of every folder that `manifest` names.
    package static func folders(
        of manifest: Manifest,
        currentFolder: String,
        manifestFolder: String,
        into diagnostics: inout Diagnostics
    ) -> [String: FolderFacts] {
        var facts: [String: FolderFacts] = [:]
        for entry in manifest.entries {
            let path: String
            switch entry.source {
            case .folder(let folder, _), .goModule(_, _, let folder?): path = folder.value
            default: continue
            }
            guard facts[path] == nil else { continue }
            facts[path] = look(at: path, currentFolder, manifestFolder, into: &diagnostics)
        }
        return facts
    }

    private static func look(
        at path: String,
        _ currentFolder: String,
        _ manifestFolder: String,
        into diagnostics: inout Diagnostics
    ) -> FolderFacts {
        var candidates = [absolute(path, from: currentFolder)]
        if !manifestFolder.isEmpty { candidates.append(absolute(path, from: manifestFolder)) }
        if candidates.count == 2, candidates[0] == candidates[1] { candidates.removeLast() }
        guard let index = candidates.firstIndex(where: isFolder) else { return .missing(looked: candidates) }
        let folder = candidates[index]
        return .found(
            FolderFacts.Found(
                path: folder,
                isBesideManifest: index > 0,
                components: components(in: folder, into: &diagnostics),
                packageRoot: packageRoot(of: folder),
                hasGoSources: names(in: folder).contains { $0.hasSuffix(".go") || $0 == "go.mod" }
            )
        )
    }

    /// The components described in a folder: by a `component.yaml` of its own, else by those below it.
    package static func components(in folder: String, into diagnostics: inout Diagnostics) -> [ComponentDescription] {
        var found: [ComponentDescription] = []
        var pending = [(path: folder, depth: 0)]
        while let (path, depth) = pending.popLast() {
            let file = path + "/component.yaml"
            if let data = FileManager.default.contents(atPath: file) {
                let text = String(decoding: data, as: UTF8.self)
                if let component = ComponentDescription.decode(text, file: file, into: &diagnostics) {
                    found.append(component)
                }
                if depth == 0 { break }
            }
            guard depth < maximumDepth else { continue }
            for name in names(in: path) where !name.hasPrefix(".") && isFolder("\(path)/\(name)") {
                pending.append(("\(path)/\(name)", depth + 1))
            }
        }
        return found.sorted { $0.product < $1.product }
    }

    /// The nearest folder upwards from `folder` that holds a `Package.swift`, without symbolic links.
    package static func packageRoot(of folder: String) -> String? {
        var url = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
        while true {
            if FileManager.default.fileExists(atPath: url.appendingPathComponent("Package.swift").path) {
                return url.path
            }
            if url.path == "/" { return nil }
            url.deleteLastPathComponent()
        }
    }

    private static func absolute(_ path: String, from folder: String) -> String {
        let joined = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        return URL(fileURLWithPath: joined).standardizedFileURL.path
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
