/// A composed value, with what it counts against the limits.
struct YAMLPart {
    var node: ConfigNode

    /// The value and those inside, repetitions counted again.
    var size = 1

    /// The levels of nesting, 1 for a scalar.
    var height = 1
}

/// A sequence or mapping that is being composed.
struct YAMLFrame {
    /// A key waiting for its value.
    struct Key {
        var text: String
        var position: SourcePosition
        var isMerge: Bool
    }

    let isMapping: Bool
    let position: SourcePosition
    let anchor: String?

    private(set) var size = 1
    private var height = 1
    private(set) var elements: [ConfigNode] = []
    private var entries: [ConfigEntry] = []
    private var places: [String: Int] = [:]
    private var merges: [ConfigNode] = []
    private(set) var key: Key?

    init(isMapping: Bool, position: SourcePosition, anchor: String?) {
        self.isMapping = isMapping
        self.position = position
        self.anchor = anchor
    }

    /// Whether the next value is a key.
    var wantsKey: Bool { isMapping && key == nil }

    /// Takes the key of the value that comes next.
    mutating func take(_ key: Key) { self.key = key }

    /// Takes a value: an element, or what belongs to the key before it.
    ///
    /// - Returns: where the same key stands already, if so; the value is then dropped.
    mutating func take(_ part: YAMLPart) -> SourcePosition? {
        size += part.size
        height = max(height, part.height + 1)
        guard isMapping else {
            elements.append(part.node)
            return nil
        }
        guard let key else { return nil }
        self.key = nil
        if key.isMerge {
            merges.append(part.node)
            return nil
        }
        if let index = places[key.text] { return entries[index].keyPosition }
        places[key.text] = entries.count
        entries.append(ConfigEntry(key.text, part.node, keyPosition: key.position))
        return nil
    }

    /// The finished value.
    mutating func finished() -> YAMLPart {
        for source in merges {
            merge(source)
        }
        let value: ConfigNode.Value = isMapping ? .mapping(entries) : .sequence(elements)
        return YAMLPart(node: ConfigNode(value, position: position), size: size, height: height)
    }

    /// Adds the entries of a mapping, or of several of which the first wins, whose keys are not there yet.
    private mutating func merge(_ source: ConfigNode) {
        let mappings = source.elements.isEmpty ? [source] : source.elements
        for entry in mappings.flatMap(\.entries) where places[entry.key] == nil {
            places[entry.key] = entries.count
            entries.append(entry)
        }
    }
}
