internal import CollectorConfig
import Foundation

/// A component's settings, as its `schema.json` describes them in JSON Schema.
package struct SettingsSchema: Sendable {
    let root: ConfigNode

    /// The schema beside the `component.yaml` of `component`; nil where there is none, as third parties may have it.
    package static func read(_ component: ComponentDescription, into diagnostics: inout Diagnostics) -> SettingsSchema?
    {
        let folder = URL(fileURLWithPath: component.file).deletingLastPathComponent().path
        return read("\(folder)/schema.json", into: &diagnostics)
    }

    /// The schema in a file; nil where there is none, or after reporting that it is no JSON.
    package static func read(_ path: String, into diagnostics: inout Diagnostics) -> SettingsSchema? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do throws(ConfigErrors) {
            // JSON is YAML.
            return SettingsSchema(root: try ConfigNode(yaml: String(decoding: data, as: UTF8.self), source: path))
        } catch {
            for error in error.diagnostics { diagnostics.append(Diagnostic(error)) }
            return nil
        }
    }
}
