internal import CollectorConfig

/// Reads YAML text into a tree that knows its places.
package enum YAMLDocument {
    /// The document's root; nil after a syntax error, or where the text holds nothing.
    ///
    /// Duplicate keys are reported, all of them, and reading goes on with the first of each.
    package static func parse(_ text: String, file: String, into diagnostics: inout Diagnostics) -> YAMLNode? {
        let read = ConfigNode.read(yaml: text, source: file)
        for diagnostic in read.diagnostics {
            let message = read.node == nil ? "not YAML: \(diagnostic.message)" : diagnostic.message
            diagnostics.append(
                Diagnostic(.error, message, at: location(diagnostic.position, file), fix: diagnostic.fix)
            )
        }
        guard let root = read.node, root.text != "" else { return nil }
        return node(root, file)
    }

    /// The tree's depth is bounded where it is read.
    private static func node(_ node: ConfigNode, _ file: String) -> YAMLNode {
        YAMLNode(value: value(node, file), location: location(node.position, file))
    }

    private static func value(_ node: ConfigNode, _ file: String) -> YAMLNode.Value {
        switch node.value {
        case .null: .null
        case .sequence(let items): .sequence(items.map { self.node($0, file) })
        case .mapping(let entries):
            .mapping(
                entries.map { entry in
                    YAMLEntry(
                        key: entry.key,
                        location: location(entry.keyPosition, file),
                        value: self.node(entry.value, file)
                    )
                }
            )
        // A version such as 0.10 is text here, whatever number it could be.
        default: .scalar(node.text ?? "")
        }
    }

    private static func location(_ position: SourcePosition?, _ file: String) -> SourcePosition {
        SourcePosition(file: file, line: position?.line ?? 1, column: position?.column ?? 1)
    }
}
