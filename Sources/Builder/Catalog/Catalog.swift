/// The components that can be built in, known by product and by the Go import paths that they stand in for.
package struct Catalog: Sendable {
    /// Sorted by kind and type.
    package let components: [ComponentDescription]
    /// C libraries that every collector needs.
    package let corePackages: [SystemPackage]

    package init(components: [ComponentDescription], corePackages: [SystemPackage] = []) {
        let order = Dictionary(uniqueKeysWithValues: ComponentKind.allCases.enumerated().map { ($1, $0) })
        self.components = components.sorted {
            (order[$0.kind, default: 0], $0.type) < (order[$1.kind, default: 0], $1.type)
        }
        self.corePackages = corePackages
    }

    package func component(product: String) -> ComponentDescription? {
        components.first { $0.product == product }
    }

    /// The components that stand in for a Go import path, of any kind; a Go package may provide several.
    package func components(importPath: String) -> [ComponentDescription] {
        let wanted = GoModule.normalized(importPath)
        return components.filter { component in component.goPaths.contains { GoModule.normalized($0) == wanted } }
    }
}
