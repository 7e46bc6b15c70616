import Foundation

/// The component library: the Swift package that distributions are built from.
package struct ComponentLibrary: Sendable, Equatable {
    /// The variable that names the library's folder.
    package static let variable = "SWIFT_OCB_LIBRARY"

    /// The folder that holds its `Package.swift`, without symbolic links.
    package let root: String

    package init(root: String) {
        self.root = root
    }

    /// The library that `--library`, the environment, the installed prefix or the checkout names, in this order.
    package static func find(
        option: String?,
        environment: [String: String],
        executable: String,
        into diagnostics: inout Diagnostics
    ) -> ComponentLibrary? {
        if let option { return named(option, by: "--library", into: &diagnostics) }
        if let named = environment[variable], !named.isEmpty {
            return self.named(named, by: variable, into: &diagnostics)
        }
        let tool = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
        // <prefix>/bin/swift-ocb beside <prefix>/share/swift-ocb
        let prefix = tool.deletingLastPathComponent().deletingLastPathComponent()
        var candidates = [prefix.appendingPathComponent("share/swift-ocb")]
        // <checkout>/.build/<triple>/release/swift-ocb
        var folder = tool.deletingLastPathComponent()
        while folder.path != "/" {
            candidates.append(folder)
            folder.deleteLastPathComponent()
        }
        if let found = candidates.first(where: { isLibrary($0.path) }) {
            return ComponentLibrary(root: real(found.path))
        }
        diagnostics.error(
            "the component library was not found beside \(tool.path), nor in a checkout around it",
            fix: "name it by --library or \(variable): the folder with swift-ocb's Package.swift"
        )
        return nil
    }

    private static func named(_ path: String, by source: String, into diagnostics: inout Diagnostics)
        -> ComponentLibrary?
    {
        guard isLibrary(path) else {
            diagnostics.error(
                "\(source) names \(path), which is not a component library",
                fix: "name the folder that holds swift-ocb's Package.swift and Sources/Components"
            )
            return nil
        }
        return ComponentLibrary(root: real(path))
    }

    private static func isLibrary(_ path: String) -> Bool {
        let files = FileManager.default
        return files.fileExists(atPath: path + "/Package.swift")
            && files.fileExists(atPath: path + "/Sources/Components")
            && files.fileExists(atPath: path + "/Sources/Collector")
    }

    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// Reads the description of every component.
    package func catalog(into diagnostics: inout Diagnostics) -> Catalog {
        let folder = root + "/Sources/Components"
        var components: [ComponentDescription] = []
        for kind in Self.subfolders(of: folder) {
            for name in Self.subfolders(of: "\(folder)/\(kind)") {
                let file = "\(folder)/\(kind)/\(name)/component.yaml"
                guard let data = FileManager.default.contents(atPath: file) else { continue }
                let text = String(decoding: data, as: UTF8.self)
                guard let component = ComponentDescription.decode(text, file: file, into: &diagnostics) else {
                    continue
                }
                components.append(component)
            }
        }
        return Catalog(
            components: components,
            corePackages: corePackages(into: &diagnostics),
            neighbours: neighbours(into: &diagnostics)
        )
    }

    /// The components of the packages among the library's manifests.
    private func neighbours(into diagnostics: inout Diagnostics) -> [Catalog.Neighbour] {
        FolderSurvey.components(in: root + "/manifests", into: &diagnostics).compactMap { component in
            let folder = URL(fileURLWithPath: component.file).deletingLastPathComponent().path
            guard let packageRoot = FolderSurvey.packageRoot(of: folder), packageRoot != root else { return nil }
            return Catalog.Neighbour(component: component, packageRoot: packageRoot)
        }
    }

    private func corePackages(into diagnostics: inout Diagnostics) -> [SystemPackage] {
        let file = root + "/Sources/System/packages.yaml"
        guard let data = FileManager.default.contents(atPath: file) else {
            diagnostics.error("\(file) is missing: the component library is incomplete")
            return []
        }
        guard let node = YAMLDocument.parse(String(decoding: data, as: UTF8.self), file: file, into: &diagnostics)
        else {
            return []
        }
        let reader = MappingReader(node, title: "packages.yaml", keys: ["packages"], into: &diagnostics)
        return SystemPackage.decodeList(reader.items("packages", into: &diagnostics), into: &diagnostics)
    }

    private static func subfolders(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}
