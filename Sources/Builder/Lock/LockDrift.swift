/// What differs between a lock and what is here.
package struct LockDrift: Sendable, Equatable {
    /// One sentence each, without a full stop.
    package var differences: [String]

    package init(lock: BuildLock, present: BuildLock) {
        var differences: [String] = []
        func compare(_ title: String, _ locked: String, _ found: String) {
            if locked != found { differences.append("\(title): \(locked) in the lock, \(found) here") }
        }
        if lock.manifest != present.manifest { differences.append("the manifest has changed") }
        compare("swift-ocb", lock.tool, present.tool)
        compare("Swift", lock.swift, present.swift)
        compare("target", lock.target, present.target)
        for (locked, found) in zip(lock.options.values, present.options.values) {
            compare("option \(locked.0)", "\(locked.1)", "\(found.1)")
        }
        differences += Self.differences("module", lock.modules, present.modules) { _, _ in "its sources have changed" }
        differences += Self.differences(
            "package",
            lock.packages.mapValues(\.words),
            present.packages.mapValues(\.words)
        ) {
            "\($0) in the lock, \($1) here"
        }
        differences += Self.differences("system package", lock.system, present.system) {
            "\($0) in the lock, \($1) here"
        }
        self.differences = differences
    }

    private static func differences(
        _ title: String,
        _ locked: [String: String],
        _ found: [String: String],
        _ words: (String, String) -> String
    ) -> [String] {
        Set(locked.keys).union(found.keys).sorted().compactMap { name in
            switch (locked[name], found[name]) {
            case (let old?, let new?): old == new ? nil : "\(title) \(name): \(words(old, new))"
            case (.some, nil): "\(title) \(name): in the lock, not here"
            case (nil, .some(let new)): "\(title) \(name): \(new.count < 40 ? new + " here" : "here"), not in the lock"
            case (nil, nil): nil
            }
        }
    }
}

extension BuildLock.Package {
    fileprivate var words: String {
        let commit = revision.prefix(12)
        return version.map { "\($0) (\(commit))" } ?? String(commit)
    }
}
