/// Everything that decides what a distribution's binary is, but for the manifest's words: `builder-config.lock`.
package struct BuildLock: Sendable, Equatable {
    /// A version of the format; what has another is not read.
    package static let version = "1"

    /// The SHA-256 of the manifest.
    package var manifest: String
    package var tool: String
    /// Such as `6.3.1 (swift-6.3.1-RELEASE)`.
    package var swift: String
    /// Such as `x86_64-unknown-linux-gnu`.
    package var target: String
    package var options: Options
    /// The library's modules that are linked in, with the SHA-256 of their sources.
    package var modules: [String: String]
    /// Other packages, by their names.
    package var packages: [String: Package]
    /// Packages of the system that are linked in, with their versions.
    package var system: [String: String]

    /// How the binary is compiled and linked.
    package struct Options: Sendable, Equatable {
        package var debug = false
        package var symbols = false
        package var isStatic = false
        package var skipsUnavailable = false

        package init() {}

        static let names = ["debug", "symbols", "static", "skip_unavailable"]

        var values: [(String, Bool)] {
            [("debug", debug), ("symbols", symbols), ("static", isStatic), ("skip_unavailable", skipsUnavailable)]
        }
    }

    package struct Package: Sendable, Equatable {
        /// Where it comes from; nothing for a folder, whose place makes no difference.
        package var url: String?
        package var version: String?
        /// The commit of a repository, or the SHA-256 of a folder's sources.
        package var revision: String

        package init(url: String? = nil, version: String? = nil, revision: String) {
            self.url = url
            self.version = version
            self.revision = revision
        }
    }

    /// The file's content; the same values give the same bytes.
    package var text: String {
        var lines = [
            "# Written by `swift-ocb lock`. Commit it: `swift-ocb --locked` fails where anything here differs.",
            "version: \(Self.version)", "manifest: \(manifest)", "tool: \(tool)", "swift: \(Self.scalar(swift))",
            "target: \(target)",
        ]
        lines.append("options: {\(options.values.map { "\($0.0): \($0.1)" }.joined(separator: ", "))}")
        lines += Self.mapping("modules", modules)
        lines.append(packages.isEmpty ? "packages: {}" : "packages:")
        for (name, package) in packages.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(Self.scalar(name)):")
            if let url = package.url { lines.append("    url: \(Self.scalar(url))") }
            if let version = package.version { lines.append("    version: \(Self.scalar(version))") }
            lines.append("    revision: \(package.revision)")
        }
        lines += Self.mapping("system", system)
        return lines.map { $0 + "\n" }.joined()
    }

    private static func mapping(_ key: String, _ values: [String: String]) -> [String] {
        guard !values.isEmpty else { return ["\(key): {}"] }
        return ["\(key):"] + values.sorted { $0.key < $1.key }.map { "  \(scalar($0.key)): \(scalar($0.value))" }
    }

    /// Everything is text, whatever it looks like.
    private static func scalar(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    private static let keys = [
        "version", "manifest", "tool", "swift", "target", "options", "modules", "packages", "system",
    ]

    /// Reads a lock; nil after an error.
    package static func decode(_ text: String, file: String, into diagnostics: inout Diagnostics) -> BuildLock? {
        let renewal = "write it anew by `swift-ocb lock`"
        guard let root = YAMLDocument.parse(text, file: file, into: &diagnostics) else {
            diagnostics.error("\(file) holds no lock", fix: renewal)
            return nil
        }
        if let version = root["version"], case .scalar(let text) = version.value, text != Self.version {
            diagnostics.error("\(file) is a lock of version \(text), not \(Self.version)", fix: renewal)
            return nil
        }
        let reader = MappingReader(root, title: "the lock", keys: keys, into: &diagnostics)
        func required(_ key: String) -> String? {
            if let value = reader.text(key, into: &diagnostics)?.value { return value }
            diagnostics.error("the lock has no \(key)", at: reader.location, fix: renewal)
            return nil
        }
        let values = ["version", "manifest", "tool", "swift", "target"].map(required)
        guard case let given = values.compactMap({ $0 }), given.count == values.count else { return nil }
        return BuildLock(
            manifest: given[1],
            tool: given[2],
            swift: given[3],
            target: given[4],
            options: options(root["options"], into: &diagnostics),
            modules: texts(root["modules"]),
            packages: packages(root["packages"], into: &diagnostics),
            system: texts(root["system"])
        )
    }

    private static func options(_ node: YAMLNode?, into diagnostics: inout Diagnostics) -> Options {
        var options = Options()
        guard let node else { return options }
        let reader = MappingReader(node, title: "options", keys: Options.names, into: &diagnostics)
        options.debug = reader.flag("debug", into: &diagnostics) ?? false
        options.symbols = reader.flag("symbols", into: &diagnostics) ?? false
        options.isStatic = reader.flag("static", into: &diagnostics) ?? false
        options.skipsUnavailable = reader.flag("skip_unavailable", into: &diagnostics) ?? false
        return options
    }

    private static func packages(_ node: YAMLNode?, into diagnostics: inout Diagnostics) -> [String: Package] {
        guard case .mapping(let entries)? = node?.value else { return [:] }
        var packages: [String: Package] = [:]
        for entry in entries {
            let keys = ["url", "version", "revision"]
            let reader = MappingReader(entry.value, title: entry.key, keys: keys, into: &diagnostics)
            packages[entry.key] = Package(
                url: reader.text("url", into: &diagnostics)?.value,
                version: reader.text("version", into: &diagnostics)?.value,
                revision: reader.text("revision", into: &diagnostics)?.value ?? ""
            )
        }
        return packages
    }

    private static func texts(_ node: YAMLNode?) -> [String: String] {
        guard case .mapping(let entries)? = node?.value else { return [:] }
        var texts: [String: String] = [:]
        for entry in entries {
            if case .scalar(let text) = entry.value.value { texts[entry.key] = text }
        }
        return texts
    }
}
