internal import CollectorConfig
internal import Foundation

/// The scenarios that a folder holds.
public enum ScenarioFolder {
    /// Every variant of the files in `folder`, in the order of their names.
    ///
    /// - Throws: ``CollectorConfig/ConfigErrors`` with all that is wrong in all files.
    public static func read(_ folder: String) throws -> [ScenarioVariant] {
        var diagnostics: [ConfigDiagnostic] = []
        var variants: [ScenarioVariant] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where file.hasSuffix(".yaml") {
            let path = "\(folder)/\(file)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            do throws(ConfigErrors) {
                let node = try ConfigNode(yaml: text, source: path)
                let scenario = Scenario.decode(node, at: [], into: &diagnostics)
                let name = String(file.dropLast(5))
                variants += scenario.itemsPerRequest.map { number in
                    let isOnly = scenario.itemsPerRequest.count == 1
                    return ScenarioVariant(
                        name: isOnly ? name : "\(name)-\(number)",
                        scenario: scenario,
                        itemsPerRequest: number
                    )
                }
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard !diagnostics.hasErrors else { throw ConfigErrors(diagnostics) }
        return variants
    }

    /// The variants that one of `patterns` names: whole, by the file's name, or with `*` for any text.
    ///
    /// The baselines of those chosen come along, before them.
    public static func select(_ patterns: [String], from all: [ScenarioVariant]) -> [ScenarioVariant] {
        guard !patterns.isEmpty else { return all }
        var names = Set(all.filter { variant in patterns.contains { matches(variant.name, $0) } }.map(\.name))
        for variant in all where names.contains(variant.name) { names.insert(variant.scenario.baseline) }
        return all.filter { names.contains($0.name) }
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        name == pattern || name.hasPrefix(pattern + "-") || fnmatch(pattern, name, 0) == 0
    }
}
