/// The component library as text: a table for people, and the baseline that CI compares.
package enum ComponentListing {
    /// A table of kind, type, signals and summary.
    package static func table(_ components: [ComponentDescription]) -> String {
        let header = ["KIND", "TYPE", "MODULE", "SIGNALS", "SUMMARY"]
        let rows = components.map { component in
            [
                component.kind.rawValue,
                component.aliases.isEmpty
                    ? component.type : "\(component.type) (\(component.aliases.joined(separator: ", ")))",
                component.product,
                signals(component),
                component.summary,
            ]
        }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            row.indices.dropLast().map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].count)
            }.joined(separator: "  ") + "  " + (row.last ?? "")
        }.joined(separator: "\n")
    }

    /// Signals with the same stability stand together: `stable: traces, metrics, logs; alpha: profiles`.
    private static func signals(_ component: ComponentDescription) -> String {
        var groups: [(stability: String, signals: [String])] = []
        for signal in component.signals {
            if let index = groups.firstIndex(where: { $0.stability == signal.stability }) {
                groups[index].signals.append(signal.signal)
            } else {
                groups.append((signal.stability, [signal.signal]))
            }
        }
        if component.kind == .extension || component.kind == .provider { return groups.first?.stability ?? "" }
        return groups.map { "\($0.stability): \($0.signals.joined(separator: ", "))" }.joined(separator: "; ")
    }

    /// The reviewed baseline `manifests/components.index.yaml`.
    package static func index(_ components: [ComponentDescription]) -> String {
        var text =
            "# Every component of the library: written by `make generate`, and compared in the tests.\ncomponents:\n"
        for component in components {
            text += "  - kind: \(component.kind.rawValue)\n    type: \(component.type)\n"
            if !component.aliases.isEmpty { text += "    aliases: [\(component.aliases.joined(separator: ", "))]\n" }
            text += "    module: \(component.product)\n"
            text +=
                "    signals: {\(component.signals.map { "\($0.signal): \($0.stability)" }.joined(separator: ", "))}\n"
            if !component.goPaths.isEmpty {
                text += "    gomod:\n" + component.goPaths.map { "      - \($0)\n" }.joined()
            }
            if !component.packages.isEmpty {
                text += "    packages: [\(component.packages.map(\.apt).joined(separator: ", "))]\n"
            }
        }
        return text
    }
}
