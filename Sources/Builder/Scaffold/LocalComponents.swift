import Foundation

/// The components of the Swift package that a folder is in.
package struct LocalComponents: Sendable {
    /// The package's folder.
    package var packageRoot: String
    package var components: [ComponentDescription]

    /// Looks at `path`, and where it describes no component, at the package around it; nil where there is neither.
    package static func find(at path: String, currentFolder: String, into diagnostics: inout Diagnostics)
        -> LocalComponents?
    {
        let absolute = path.hasPrefix("/") ? path : "\(currentFolder)/\(path)"
        let folder = URL(fileURLWithPath: absolute).standardizedFileURL.path
        guard let root = FolderSurvey.packageRoot(of: folder) else { return nil }
        let here = FolderSurvey.components(in: folder, into: &diagnostics)
        let components = here.isEmpty && folder != root ? FolderSurvey.components(in: root, into: &diagnostics) : here
        return components.isEmpty ? nil : LocalComponents(packageRoot: root, components: components)
    }

    /// The folder that a manifest names a component by.
    package static func folder(of component: ComponentDescription) -> String {
        URL(fileURLWithPath: component.file).deletingLastPathComponent().path
    }
}
