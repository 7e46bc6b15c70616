package import CollectorConfig
import Foundation

/// Where the sources of a component stand that is not the library's.
package struct ComponentSources: Sendable, Hashable {
    /// The component's folder, or that of its package.
    package var folder: String
    package var product: String
    /// Where the manifest names the component.
    package var location: SourcePosition

    package init(folder: String, product: String, location: SourcePosition) {
        self.folder = folder
        self.product = product
        self.location = location
    }

    /// Whether the compiler's `file` stands there.
    func contains(_ file: String) -> Bool { file.hasPrefix(folder + "/") }
}

extension ResolvedComponent {
    /// The component's package, for a compiler's complaints about it; nil for the library's own components.
    ///
    /// - Parameter checkouts: the folder that SwiftPM puts fetched packages into.
    func sources(checkouts: String) -> ComponentSources? {
        let root: String
        switch origin {
        case .library: return nil
        case .folder(let folder): root = folder
        case .remote(let package):
            guard let checkout = package.checkout(in: checkouts) else { return nil }
            root = checkout
        }
        return ComponentSources(folder: root, product: description.product, location: location)
    }
}

extension RemotePackage {
    /// The folder in `checkouts` that SwiftPM has put the package into, under its repository's name; nil before that.
    func checkout(in checkouts: String) -> String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: checkouts)) ?? []
        return names.first { $0.lowercased() == identity }.map { "\(checkouts)/\($0)" }
    }
}
