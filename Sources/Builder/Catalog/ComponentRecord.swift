/// A component as `swift-ocb components --format json` prints it.
package struct ComponentRecord: Codable, Sendable, Equatable {
    package var kind: String
    package var type: String
    package var aliases: [String]
    package var gomod: [String]
    package var module: String
    package var signals: [String: String]
    package var summary: String
    package var packages: [Package]

    /// A system package, by its Debian name and pkg-config module.
    package struct Package: Codable, Sendable, Equatable {
        package var pkgConfig: String
        package var apt: String
        package var brew: String?
    }

    package init(_ component: ComponentDescription) {
        kind = component.kind.rawValue
        type = component.type
        aliases = component.aliases
        gomod = component.goPaths
        module = component.product
        signals = Dictionary(component.signals.map { ($0.signal, $0.stability) }, uniquingKeysWith: { $1 })
        summary = component.summary
        packages = component.packages.map { Package(pkgConfig: $0.pkgConfig, apt: $0.apt, brew: $0.brew) }
    }
}
