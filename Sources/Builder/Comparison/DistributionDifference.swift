/// What one distribution has that another has not.
package struct DistributionDifference: Codable, Sendable, Equatable {
    /// A component that both have, by different modules.
    package struct Change: Codable, Sendable, Equatable {
        package var kind: String
        package var type: String
        package var from: String
        package var to: String
    }

    package var from: DistributionFacts
    package var to: DistributionFacts
    package var added: [DistributionFacts.Component]
    package var removed: [DistributionFacts.Component]
    package var changed: [Change]
    /// What the manifests say beside their components; nothing where one of the two is not known.
    package var settings: [Value]
    /// What else the binaries were built from; nothing where one of the two is not known.
    package var build: [Value]

    /// A value that only one has, or that differs.
    package struct Value: Codable, Sendable, Equatable {
        package var name: String
        package var from: String?
        package var to: String?

        /// As release notes have it.
        var line: String {
            switch (from, to) {
            case (nil, let new?): "+ \(name): \(new)"
            case (let old?, nil): "- \(name): \(old)"
            default: "* \(name): \(from ?? "") → \(to ?? "")"
            }
        }
    }

    /// Whether there is a difference; sizes alone make none.
    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && settings.isEmpty && build.isEmpty && from.name == to.name
            && from.version == to.version
    }

    package init(_ from: DistributionFacts, _ to: DistributionFacts) {
        self.from = from
        self.to = to
        func others(_ some: DistributionFacts, _ all: DistributionFacts) -> [DistributionFacts.Component] {
            some.components.filter { one in !all.components.contains { $0.kind == one.kind && $0.type == one.type } }
        }
        added = others(to, from)
        removed = others(from, to)
        settings = Self.settings(from, to)
        build = Self.values(from.build, to.build)
        changed = from.components.compactMap { old in
            let new = to.components.first { $0.kind == old.kind && $0.type == old.type }
            // Default providers have no words of the user's.
            guard let new, new.module != old.module, old.kind != ComponentKind.provider.rawValue else { return nil }
            return Change(kind: old.kind, type: old.type, from: old.module, to: new.module)
        }
    }

    /// A line for each difference, as release notes have them.
    package var lines: [String] {
        var lines: [String] = []
        if from.name != to.name { lines.append("* name: \(from.name) → \(to.name)") }
        if from.version != to.version { lines.append("* version: \(from.version) → \(to.version)") }
        lines += settings.map(\.line)
        lines += added.map { "+ \($0.kind) \($0.type) (\($0.module))" }
        lines += removed.map { "- \($0.kind) \($0.type) (\($0.module))" }
        lines += changed.map { "* \($0.kind) \($0.type): \($0.from) → \(shortened($0))" }
        lines += build.map(\.line)
        if let old = from.bytes, let new = to.bytes, old != new {
            lines.append("* size: \(Self.megabytes(old)) → \(Self.megabytes(new))")
        }
        return lines
    }

    // MARK: Settings

    private static func values(_ old: [String: String]?, _ new: [String: String]?) -> [Value] {
        guard let old, let new else { return [] }
        return Set(old.keys).union(new.keys).sorted().compactMap { name in
            old[name] == new[name] ? nil : Value(name: name, from: old[name], to: new[name])
        }
    }

    private static func settings(_ from: DistributionFacts, _ to: DistributionFacts) -> [Value] {
        guard let old = from.manifest, let new = to.manifest else { return [] }
        var values = values(old.settings, new.settings)
        for list in Set(old.lists.keys).union(new.lists.keys).sorted() {
            let (before, after) = (old.lists[list] ?? [], new.lists[list] ?? [])
            values += before.filter { !after.contains($0) }.map { Value(name: list, from: $0) }
            values += after.filter { !before.contains($0) }.map { Value(name: list, to: $0) }
        }
        for one in from.components {
            guard let other = to.components.first(where: { $0.kind == one.kind && $0.type == one.type }) else {
                continue
            }
            let changes = Self.values(
                old.entries["\(one.kind) \(one.module)"] ?? [:],
                new.entries["\(other.kind) \(other.module)"] ?? [:]
            )
            values += changes.map { Value(name: "\(one.kind) \(one.type) \($0.name)", from: $0.from, to: $0.to) }
        }
        return values
    }

    /// The new module; of the same path, its version only.
    private func shortened(_ change: Change) -> String {
        let old = change.from.split(separator: " ")
        let new = change.to.split(separator: " ")
        return old.count == 2 && new.count == 2 && old[0] == new[0] ? String(new[1]) : change.to
    }

    private static func megabytes(_ bytes: Int) -> String {
        let tenths = (bytes * 10) >> 20
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
