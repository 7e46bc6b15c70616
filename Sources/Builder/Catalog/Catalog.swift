/// The components that can be built in, known by product and by the Go import paths that they stand in for.
package struct Catalog: Sendable {
    /// Sorted by kind and type.
    package let components: [ComponentDescription]
    /// C libraries that every collector needs.
    package let corePackages: [SystemPackage]
    /// The components of packages that lie beside the library, each in a folder of its own.
    package let neighbours: [Neighbour]

    /// A component that is not the library's, but comes with it.
    package struct Neighbour: Sendable, Hashable {
        package var component: ComponentDescription
        /// The folder of its package.
        package var packageRoot: String

        package init(component: ComponentDescription, packageRoot: String) {
            self.component = component
            self.packageRoot = packageRoot
        }
    }

    package init(
        components: [ComponentDescription],
        corePackages: [SystemPackage] = [],
        neighbours: [Neighbour] = []
    ) {
        let order = Dictionary(uniqueKeysWithValues: ComponentKind.allCases.enumerated().map { ($1, $0) })
        self.components = components.sorted {
            (order[$0.kind, default: 0], $0.type) < (order[$1.kind, default: 0], $1.type)
        }
        self.corePackages = corePackages
        self.neighbours = neighbours
    }

    package func component(product: String) -> ComponentDescription? {
        components.first { $0.product == product }
    }

    /// The components that stand in for a Go import path, of any kind; a Go package may provide several.
    package func components(importPath: String) -> [ComponentDescription] {
        components.filter { $0.standsIn(for: importPath) }
    }

    /// The neighbours that stand in for a Go import path, of any kind.
    package func neighbours(importPath: String) -> [Neighbour] {
        neighbours.filter { $0.component.standsIn(for: importPath) }
    }
}

extension ComponentDescription {
    fileprivate func standsIn(for importPath: String) -> Bool {
        let wanted = GoModule.normalized(importPath)
        return goPaths.contains { GoModule.normalized($0) == wanted }
    }
}
