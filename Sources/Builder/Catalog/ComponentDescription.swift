internal import CollectorConfig

/// What a `component.yaml` says.
package struct ComponentDescription: Sendable, Hashable {
    /// How much a component promises, as upstream's metadata spells it.
    package static let stabilities = [
        "undefined", "unmaintained", "deprecated", "development", "alpha", "beta", "stable",
    ]

    package var kind: ComponentKind
    /// What users write in their configuration.
    package var type: String
    /// Older names of the type that still work.
    package var aliases: [String]
    /// The Swift product and module.
    package var product: String
    package var summary: String
    /// The Go import paths that the component stands in for.
    package var goPaths: [String]
    /// Signals with their stability, in the file's order.
    package var signals: [SignalStability]
    /// C libraries needed beyond the collector's own.
    package var packages: [SystemPackage]
    /// Where the file stands.
    package var file: String

    /// A signal (or pair of signals, or the word `extension` or `provider`) and its stability.
    package struct SignalStability: Sendable, Hashable {
        package var signal: String
        package var stability: String
    }

    private static let keys = ["kind", "type", "aliases", "product", "summary", "gomod", "signals", "packages"]

    /// The component that the text of a `component.yaml` describes; nil after an error.
    package static func decode(_ text: String, file: String, into diagnostics: inout Diagnostics)
        -> ComponentDescription?
    {
        guard let root = YAMLDocument.parse(text, file: file, into: &diagnostics) else {
            diagnostics.error("\(file) describes no component")
            return nil
        }
        let reader = MappingReader(root, title: "component.yaml", keys: keys, into: &diagnostics)
        func required(_ key: String) -> Located<String>? {
            guard let text = reader.text(key, into: &diagnostics), !text.value.isEmpty else {
                diagnostics.error("component.yaml: \(key) is missing", at: root.location)
                return nil
            }
            return text
        }
        guard let kindName = required("kind"), let type = required("type"), let product = required("product"),
            let summary = required("summary")
        else { return nil }
        guard let kind = ComponentKind(rawValue: kindName.value) else {
            let kinds = ComponentKind.allCases.map(\.rawValue)
            diagnostics.error(
                "\"\(kindName.value)\" is not a kind of component",
                at: kindName.location,
                fix: nearestMatch(kindName.value, in: kinds).map { "did you mean \"\($0)\"?" }
                    ?? "allowed are \(kinds.joined(separator: ", "))"
            )
            return nil
        }
        guard isIdentifier(product.value) else {
            diagnostics.error("\"\(product.value)\" is not the name of a Swift module", at: product.location)
            return nil
        }
        return ComponentDescription(
            kind: kind,
            type: type.value,
            aliases: reader.texts("aliases", into: &diagnostics).map(\.value),
            product: product.value,
            summary: summary.value,
            goPaths: reader.texts("gomod", into: &diagnostics).map(\.value),
            signals: signals(reader, into: &diagnostics),
            packages: SystemPackage.decodeList(reader.items("packages", into: &diagnostics), into: &diagnostics),
            file: file
        )
    }

    private static func signals(_ reader: MappingReader, into diagnostics: inout Diagnostics) -> [SignalStability] {
        guard let entry = reader.entry("signals"), case .mapping(let entries) = entry.value.value else {
            diagnostics.error("component.yaml: signals must be a mapping of signal to stability", at: reader.location)
            return []
        }
        return entries.compactMap { entry in
            guard case .scalar(let stability) = entry.value.value, stabilities.contains(stability) else {
                diagnostics.error(
                    "the stability of \(entry.key) is none of \(stabilities.joined(separator: ", "))",
                    at: entry.value.location
                )
                return nil
            }
            return SignalStability(signal: entry.key, stability: stability)
        }
    }

    /// Names go into Swift sources as they are, so they must be plain identifiers.
    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "_"), !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
