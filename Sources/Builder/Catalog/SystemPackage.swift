/// A C library of the system, as `component.yaml` and `Sources/System/packages.yaml` describe it.
package struct SystemPackage: Sendable, Hashable, Codable {
    /// The pkg-config module.
    package var pkgConfig: String
    /// The Debian package that brings headers and archive.
    package var apt: String
    /// The Homebrew formula.
    package var brew: String?
    /// Whether the archive is linked in where the system has one.
    package var linksStatically: Bool

    package init(
        pkgConfig: String,
        apt: String,
        brew: String? = nil,
        runtime: String? = nil,
        linksStatically: Bool = true
    ) {
        self.pkgConfig = pkgConfig
        self.apt = apt
        self.brew = brew
        self.linksStatically = linksStatically
    }

    private static let keys = ["pkgConfig", "apt", "brew", "static"]

    /// The packages that a list of a `packages` key holds.
    static func decodeList(_ items: [YAMLNode], into diagnostics: inout Diagnostics) -> [SystemPackage] {
        items.compactMap { item in
            let reader = MappingReader(item, title: "packages", keys: keys, into: &diagnostics)
            guard let pkgConfig = reader.text("pkgConfig", into: &diagnostics),
                let apt = reader.text("apt", into: &diagnostics)
            else {
                diagnostics.error("a package needs pkgConfig and apt", at: item.location)
                return nil
            }
            return SystemPackage(
                pkgConfig: pkgConfig.value,
                apt: apt.value,
                brew: reader.text("brew", into: &diagnostics)?.value,
                linksStatically: reader.flag("static", into: &diagnostics) ?? true
            )
        }
    }
}
