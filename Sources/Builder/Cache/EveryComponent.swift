/// A manifest with every component that can be compiled here, to fill a cache.
package struct EveryComponent {
    package let manifest: String
    /// Which components it lacks, and why.
    package let leftOut: [String]

    package init(catalog: Catalog, environment: [String: String]) {
        let pinned = PinnedEnvironment.make(from: environment)
        var lines = ["dist: {name: everything}"]
        var leftOut: [String] = []
        for kind in ComponentKind.allCases {
            let components = catalog.components.filter { component in
                let missing = SystemPackageCheck.missing(component.packages, environment: pinned)
                guard component.kind == kind, !missing.isEmpty else { return component.kind == kind }
                leftOut.append(
                    "\(component.product) is left out: missing \(missing.map(\.apt).joined(separator: ", "))"
                )
                return false
            }
            guard !components.isEmpty else { continue }
            lines.append("\(kind.section.rawValue):")
            lines += components.map { "  - module: \($0.product)" }
        }
        manifest = lines.map { $0 + "\n" }.joined()
        self.leftOut = leftOut
    }
}
