internal import CollectorConfig
import Foundation

/// What providers were asked for while a configuration was read.
///
/// Filled while the loader waits, by one task.
final class ProviderFinds: @unchecked Sendable {
    // Sendable because the lock guards what it holds.
    private let lock = NSLock()
    private var seen: (unknown: [String], schemes: Set<String>, asked: Set<String>) = ([], [], [])

    var unknown: [String] { lock.withLock { seen.unknown } }

    /// The schemes that texts name.
    var schemes: Set<String> { lock.withLock { seen.schemes } }

    /// The schemes that were asked for something.
    var asked: Set<String> { lock.withLock { seen.asked } }

    func add(unknown reference: String) {
        lock.withLock { if !seen.unknown.contains(reference) { seen.unknown.append(reference) } }
    }

    func add(text: String, of scheme: String) {
        let named = ConfigLoader.schemes(in: text)
        lock.withLock {
            seen.schemes.formUnion(named)
            seen.asked.insert(scheme)
        }
    }
}

/// Where the collector runs whose configuration is read.
package enum ConfigPlace: Sendable {
    /// On this machine: variables and servers answer now what they will answer then.
    case here
    /// On another: what it answers is not known.
    case elsewhere
}

/// Stands in for a provider where a distribution is built: it reads the sources and files, and leaves every other
/// reference as it is, where the machine that the collector runs on may answer differently.
struct BuilderProvider: ConfigProvider {
    let scheme: String
    let sources: ConfigSources
    let environment: [String: String]
    let place: ConfigPlace
    let finds: ProviderFinds

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        let isSource = sources.uris.contains { $0 == "\(scheme):\(opaque)" || (scheme == "file" && $0 == opaque) }
        finds.add(text: "", of: scheme)
        switch scheme {
        case "yaml":
            finds.add(text: opaque, of: scheme)
            return RetrievedConfig(opaque)
        case "file":
            if let text = FileManager.default.contents(atPath: opaque).flatMap({ String(validating: $0, as: UTF8.self) }
            ) {
                finds.add(text: text, of: scheme)
                return RetrievedConfig(text, source: opaque)
            }
            guard !isSource, place == .elsewhere else {
                let isThere = FileManager.default.fileExists(atPath: opaque)
                throw ProviderError(
                    "\(opaque) \(isThere ? "cannot be read as text" : "does not exist")",
                    fix: "a path is relative to the current folder"
                )
            }
        case "env":
            if isSource || place == .here { return try variable(opaque, isSource: isSource) }
            let name = Self.variableName(opaque)
            // A value would be that of this machine; whether there is one tells how much validating says.
            if environment[name] != nil || name != opaque { return unknownText(opaque) }
        case "http", "https":
            if isSource || place == .here {
                let url = "\(scheme):\(opaque)"
                let text = try ConfigDownload(environment: environment).text(of: url)
                finds.add(text: text, of: scheme)
                return RetrievedConfig(text, source: ConfigDownload.shown(url))
            }
        default:
            guard !isSource else {
                throw ProviderError(
                    "\(scheme):\(opaque) is not fetched while building",
                    fix: "save it as a file, and name that"
                )
            }
        }
        finds.add(unknown: "\(scheme):\(opaque)")
        return unknownText(opaque)
    }

    private static func variableName(_ opaque: String) -> String {
        opaque.firstRange(of: ":-").map { String(opaque[..<$0.lowerBound]) } ?? opaque
    }

    private func variable(_ opaque: String, isSource: Bool) throws(ProviderError) -> RetrievedConfig {
        let name = Self.variableName(opaque)
        let fallback = name == opaque ? (isSource ? nil : "") : String(opaque.dropFirst(name.count + 2))
        guard let text = environment[name] ?? fallback else {
            throw ProviderError("environment variable \"\(name)\" is not set here", fix: "set it, or name a file")
        }
        finds.add(text: text, of: scheme)
        return RetrievedConfig(text)
    }

    /// The reference, escaped so that it stays.
    private func unknownText(_ opaque: String) -> RetrievedConfig { RetrievedConfig("$${\(scheme):\(opaque)}") }
}
