package import Foundation

/// The folder of all caches: one folder in it for each component library, and what the machine's programs answered.
package struct CacheFolder: Sendable, Equatable {
    /// The variable that names another folder.
    package static let variable = "SWIFT_OCB_CACHE"
    /// The variable that limits its size.
    package static let limitVariable = "SWIFT_OCB_CACHE_LIMIT"
    /// A library that was compiled in every configuration takes less than a tenth of it.
    package static let defaultLimit = ByteCount(10 << 30)

    package let path: String

    package init(environment: [String: String]) {
        path = Self.path(environment)
    }

    /// The limit that the environment names, or the default; an error where it names no size.
    package static func limit(environment: [String: String], into diagnostics: inout Diagnostics) -> ByteCount {
        guard let text = environment[limitVariable], !text.isEmpty else { return defaultLimit }
        guard let limit = ByteCount(text) else {
            diagnostics.error("\(limitVariable) is no size: \"\(text)\"", fix: "write it like 10GB or 500MB")
            return defaultLimit
        }
        return limit
    }

    /// What is known of a library's folder without reading all of it.
    package struct Entry: Codable, Sendable, Equatable {
        /// The name of the folder.
        package var name: String
        /// The library's folder.
        package var library: String
        package var bytes: Int
        package var lastUsed: Date
        /// The CPU time that compiling its modules took, each the last time.
        package var compileSeconds: Double
        /// Who uses it now.
        package var holder: CacheLock.Holder?
    }

    /// The folders of all libraries, the one used last first.
    package var entries: [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name -> Entry? in
            let root = "\(path)/\(name)"
            guard let library = FileManager.default.contents(atPath: root + "/library"), !library.isEmpty else {
                return nil
            }
            let costs = CompilerCosts.read(root + "/costs.json")
            return Entry(
                name: name,
                library: String(decoding: library, as: UTF8.self),
                bytes: CacheUsage.bytes(of: root),
                lastUsed: CacheUsage.lastUse(of: root),
                compileSeconds: costs.modules.values.reduce(0) { $0 + $1.seconds },
                holder: CacheLock.holder(of: lockFile(of: name))
            )
        }.sorted { ($0.lastUsed, $0.name) > ($1.lastUsed, $1.name) }
    }

    package func lockFile(of name: String) -> String { "\(path)/\(name).lock" }

    /// Removes the folders used longest ago until the rest is within `limit`.
    ///
    /// - Parameter kept: a folder that stays whatever it takes.
    /// - Returns: what was removed. A folder that another process uses stays.
    @discardableResult
    package func prune(to limit: ByteCount, keeping kept: String? = nil) -> [Entry] {
        let entries = entries
        var total = entries.reduce(0) { $0 + $1.bytes }
        var removed: [Entry] = []
        for entry in entries.reversed() where total > limit.bytes && entry.name != kept && remove(entry.name) {
            total -= entry.bytes
            removed.append(entry)
        }
        return removed
    }

    /// Removes the folders of libraries that are gone.
    func dropOrphans(keeping kept: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name != kept {
            guard let noted = FileManager.default.contents(atPath: "\(path)/\(name)/library"), !noted.isEmpty,
                !FileManager.default.fileExists(atPath: String(decoding: noted, as: UTF8.self))
            else { continue }
            remove(name)
        }
    }

    /// Whether it was removed: not while another process uses it.
    @discardableResult
    private func remove(_ name: String) -> Bool {
        // The lock's file stays: who waits for it holds it open, and the next one must find the same.
        guard let lock = CacheLock.takeIfFree(lockFile(of: name)) else { return false }
        return lock.whileHeld { (try? FileManager.default.removeItem(atPath: "\(path)/\(name)")) != nil }
    }

    private static func path(_ environment: [String: String]) -> String {
        if let named = environment[variable], !named.isEmpty {
            return URL(fileURLWithPath: named).standardizedFileURL.path
        }
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/swift-ocb" }
        let home = environment["HOME"] ?? NSHomeDirectory()
        #if os(macOS)
            return home + "/Library/Caches/swift-ocb"
        #else
            return home + "/.cache/swift-ocb"
        #endif
    }
}
