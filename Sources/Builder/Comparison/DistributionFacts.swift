import Foundation

/// What a distribution holds, as its manifest or its binary tells.
package struct DistributionFacts: Codable, Sendable, Equatable {
    /// A component, known by its kind and type.
    package struct Component: Codable, Sendable, Equatable {
        package var kind: String
        package var type: String
        /// The manifest's words for its module, with the version.
        package var module: String

        package init(kind: String, type: String, module: String) {
            self.kind = kind
            self.type = type
            self.module = module
        }
    }

    package var name: String
    package var version: String
    /// The binary's size; nil for a manifest.
    package var bytes: Int?
    package var components: [Component]
    /// What the manifest says beside its components; nil for a binary that does not carry its manifest.
    package var manifest: ManifestFacts?
    /// What else a binary was built from; nil where it does not tell, and for a manifest.
    package var build: [String: String]?

    package init(name: String, version: String, bytes: Int? = nil, components: [Component]) {
        self.name = name
        self.version = version
        self.bytes = bytes
        self.components = components
    }

    /// What the file at `path` holds; nil after reporting why that cannot be told.
    package static func read(
        _ path: String,
        context: ProcessContext,
        library: String?,
        into diagnostics: inout Diagnostics
    ) -> DistributionFacts? {
        let url = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: context.currentFolder, isDirectory: true))
        let reader = ManifestReader(context: context, library: library)
        if isProgram(url.path) { return binary(url.path, path, context, reader, into: &diagnostics) }
        return reader.read(path, into: &diagnostics).map(DistributionFacts.init)
    }

    /// Whether the file begins as programs do on Linux or macOS.
    private static func isProgram(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 4) else {
            return false
        }
        return [[0x7f, 0x45, 0x4c, 0x46], [0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe]].contains(Array(head))
    }

    // MARK: Manifests

    /// Entries that became no component are known by their words.
    init(_ read: ReadManifest) {
        name = read.manifest.distribution.name.value
        version = read.manifest.distribution.version
        manifest = ManifestFacts(read.file)
        components = read.resolution.components.map { component in
            Component(
                kind: component.description.kind.rawValue,
                type: component.description.type,
                module: component.words
            )
        }
        let places = Set(read.resolution.components.map(\.location))
        for entry in read.manifest.entries
        // What the collector has built in is no component.
        where !entry.isDefault && entry.section.kind != nil && !places.contains(entry.location) {
            let path = entry.words.split(separator: " ").first.map(String.init) ?? entry.words
            let kind = entry.section.kind?.rawValue ?? entry.section.rawValue
            components.append(Component(kind: kind, type: path, module: entry.words))
        }
    }

    // MARK: Binaries

    private static func binary(
        _ path: String,
        _ name: String,
        _ context: ProcessContext,
        _ reader: ManifestReader,
        into diagnostics: inout Diagnostics
    ) -> DistributionFacts? {
        // A collector of upstream's carries none, and needs none.
        var ignored = Diagnostics()
        let provenance = Provenance.read(binary: path, into: &ignored)
        let command = Subprocess(path, ["components"], environment: context.environment)
        let manifest = provenance.map {
            ManifestFile(name: "the manifest in \(name)", directory: "", text: $0.manifest)
        }
        var facts: DistributionFacts?
        if let answer = command.output(), answer.exitCode == 0 {
            facts = decode(components: answer.text, file: "\(name) components", into: &diagnostics)
        } else if let manifest {
            // One for another machine does not run here.
            facts = reader.read(manifest, into: &diagnostics).map(DistributionFacts.init)
        }
        guard var facts else {
            diagnostics.error(
                "\(name) components tells nothing",
                fix: "name a manifest, or the binary of a collector that runs on this machine"
            )
            return nil
        }
        facts.manifest = manifest.map { ManifestFacts($0) }
        facts.build = provenance?.lock.facts
        facts.build?["revision"] = provenance?.revision
        facts.bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int
        return facts
    }

    /// What a collector's command `components` printed, upstream's too.
    static func decode(components text: String, file: String, into diagnostics: inout Diagnostics) -> DistributionFacts?
    {
        guard let root = YAMLDocument.parse(text, file: file, into: &diagnostics), case .mapping = root.value else {
            return nil
        }
        func word(_ node: YAMLNode?, _ key: String) -> String? {
            if case .scalar(let text)? = node?[key]?.value { text } else { nil }
        }
        var components: [Component] = []
        for kind in ComponentKind.allCases {
            guard case .sequence(let items)? = root[kind.section.rawValue]?.value else { continue }
            components += items.compactMap { item in
                (word(item, "name") ?? word(item, "scheme")).map {
                    Component(kind: kind.rawValue, type: $0, module: word(item, "module") ?? "")
                }
            }
        }
        let build = root["buildinfo"]
        return DistributionFacts(
            name: word(build, "command") ?? "",
            version: word(build, "version") ?? "",
            components: components
        )
    }
}
