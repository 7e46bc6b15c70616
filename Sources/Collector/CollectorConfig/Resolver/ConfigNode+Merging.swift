extension ConfigNode {
    /// This configuration overlaid by a later one.
    ///
    /// Mappings are merged key by key; anything else, null included, replaces what was there.
    public func merging(_ later: ConfigNode) -> ConfigNode {
        guard case .mapping(var entries) = value, case .mapping(let added) = later.value else { return later }
        var places: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            places[entry.key] = index
        }
        for entry in added {
            guard let index = places[entry.key] else {
                places[entry.key] = entries.count
                entries.append(entry)
                continue
            }
            let merged = entries[index].value.merging(entry.value)
            entries[index] = ConfigEntry(entry.key, merged, keyPosition: entry.keyPosition)
        }
        return ConfigNode(.mapping(entries), position: later.position ?? position)
    }

    /// The mapping with each top-level key such as `a::b` written as a mapping in a mapping.
    func splittingKeys() -> ConfigNode {
        guard case .mapping(let entries) = value, entries.contains(where: { $0.key.contains(text: keyDelimiter) })
        else {
            return self
        }
        var result = ConfigNode(.mapping([]), position: position)
        for entry in entries {
            result = result.merging(ConfigNode(.mapping([entry.split()]), position: position))
        }
        return result
    }
}

extension ConfigEntry {
    fileprivate func split() -> ConfigEntry {
        // Deeper than any tree may be, the rest stays one key, and is refused as unknown.
        let keys = Self.parts(of: key)
        var result = ConfigEntry(keys.last ?? key, value, keyPosition: keyPosition)
        for key in keys.dropLast().reversed() {
            let inner = ConfigNode(.mapping([result]), position: keyPosition)
            result = ConfigEntry(key, inner, keyPosition: keyPosition)
        }
        return result
    }

    private static func parts(of key: String) -> [String] {
        var parts: [String] = []
        var rest = key[...]
        while parts.count < 20, let range = rest.firstRange(ofText: keyDelimiter) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}

/// What joins the keys of a path.
private let keyDelimiter = "::"
