/// Replaces every `${…}` in the values of a tree by what it refers to.
struct Expander {
    private let retriever: ConfigRetriever
    private let defaultScheme: String
    private var path: [String] = []
    private var nodes = 0
    private var bytes = 0
    private var isExhausted = false
    private var seen: Set<ConfigDiagnostic> = []
    private(set) var diagnostics: [ConfigDiagnostic] = []

    init(retriever: ConfigRetriever, defaultScheme: String) {
        self.retriever = retriever
        self.defaultScheme = defaultScheme
    }

    /// The tree with every reference replaced; what cannot be replaced is reported and becomes null.
    mutating func expand(_ node: ConfigNode) async -> ConfigNode { await expand(node, steps: 0) }

    /// - Parameter steps: the replacements that led to `node`.
    private mutating func expand(_ node: ConfigNode, steps: Int) async -> ConfigNode {
        switch node.value {
        case .null, .bool, .int, .uint, .double:
            return node
        case .string(let text):
            guard text.utf8.contains(UInt8(ascii: "$")), !isExhausted else { return node }
            do throws(ProviderError) {
                return try await expand(text, node, steps: steps)
            } catch {
                if !isExhausted { report(.error, error.message, node, fix: error.fix) }
                return ConfigNode(.null, position: node.position)
            }
        case .sequence(let elements):
            var result = node
            var expanded: [ConfigNode] = []
            for (index, element) in elements.enumerated() {
                expanded.append(await inside("\(index)", element, steps: steps))
            }
            result.value = .sequence(expanded)
            return result
        case .mapping(let entries):
            var result = node
            var expanded: [ConfigEntry] = []
            for entry in entries {
                let value = await inside(entry.key, entry.value, steps: steps)
                expanded.append(ConfigEntry(entry.key, value, keyPosition: entry.keyPosition))
            }
            result.value = .mapping(expanded)
            return result
        }
    }

    private mutating func inside(_ key: String, _ node: ConfigNode, steps: Int) async -> ConfigNode {
        path.append(key)
        defer { path.removeLast() }
        guard path.count < YAMLLimits.depth else {
            exhausted("values are nested deeper than \(YAMLLimits.depth) levels", node)
            return ConfigNode(.null, position: node.position)
        }
        return await expand(node, steps: steps)
    }

    /// The value of `text`, which `node` holds.
    private mutating func expand(
        _ text: String,
        _ node: ConfigNode,
        steps: Int
    ) async throws(ProviderError) -> ConfigNode {
        var text = text
        var steps = steps
        var isExpanded = false
        while let reference = Reference.find(in: text[...]) {
            steps += 1
            let (location, found) = try await retrieve(reference, node, steps: steps)
            isExpanded = true
            guard reference.text.utf8.count == text.utf8.count else {
                text = try replace(reference, in: text, by: found.text, node)
                continue
            }
            // Text that is not YAML is a string like any other.
            let value = try? ConfigNode(yaml: found.text, source: found.source ?? location.uri)
            guard let value, value.isTyped else {
                text = found.text
                continue
            }
            return try await expand(value, of: found.text, node, steps: steps)
        }
        let result = text.dollarsUnescaped
        return ConfigNode(.string(result), position: node.position, text: result, isExpanded: isExpanded)
    }

    /// The typed value that a provider answered as `text` for all of `node`.
    private mutating func expand(
        _ value: ConfigNode,
        of text: String,
        _ node: ConfigNode,
        steps: Int
    ) async throws(ProviderError) -> ConfigNode {
        nodes += value.count
        guard nodes <= YAMLLimits.nodes else {
            throw exhausted("the configuration has more than \(YAMLLimits.nodes) values after expansion", node)
        }
        var result = await expand(value, steps: steps)
        result.position = node.position
        // Where the text cannot be expanded, the value is good for other settings than text.
        result.text = try? await expandInline(text, node, steps: steps)
        result.isExpanded = result.text != nil
        return result
    }

    /// `text` with every reference replaced by text.
    private mutating func expandInline(
        _ text: String,
        _ node: ConfigNode,
        steps: Int
    ) async throws(ProviderError) -> String {
        var text = text
        var steps = steps
        while let reference = Reference.find(in: text[...]) {
            steps += 1
            let (_, found) = try await retrieve(reference, node, steps: steps)
            text = try replace(reference, in: text, by: found.text, node)
        }
        return text.dollarsUnescaped
    }

    private mutating func replace(
        _ reference: Reference,
        in text: String,
        by replacement: String,
        _ node: ConfigNode
    ) throws(ProviderError) -> String {
        // References to references double a text at every step: all that is ever written counts.
        let places = reference.places(in: text)
        let (growth, overflow) = places.count.multipliedReportingOverflow(by: replacement.utf8.count)
        bytes += min(growth, YAMLLimits.expansion) + text.utf8.count
        guard !overflow, bytes <= YAMLLimits.expansion else {
            throw exhausted("text is larger than \(YAMLLimits.expansion >> 20) MiB during expansion", node)
        }
        var result = ""
        var index = text.startIndex
        for place in places {
            result += text[index..<place.lowerBound] + replacement
            index = place.upperBound
        }
        return result + text[index...]
    }

    private mutating func retrieve(
        _ reference: Reference,
        _ node: ConfigNode,
        steps: Int
    ) async throws(ProviderError) -> (ConfigLocation, RetrievedConfig) {
        guard steps <= 1000 else {
            throw ProviderError("too many recursive expansions", fix: "a reference leads back to itself")
        }
        let content = String(reference.content)
        let uri = content.utf8.contains(UInt8(ascii: ":")) ? content : "\(defaultScheme):\(content)"
        guard let location = ConfigLocation(uri: uri) else { throw ProviderError("invalid uri: \"\(uri)\"") }
        guard !location.opaque.utf8.contains(UInt8(ascii: "$")) else {
            throw ProviderError(
                "the uri \"\(location.uri)\" contains unsupported characters ('$')",
                fix: "a reference inside another needs braces: ${…}"
            )
        }
        let found = try await retriever.retrieve(location)
        for warning in found.warnings {
            report(.warning, warning, node)
        }
        return (location, found)
    }

    /// Reports, once and for the whole tree, that a bound is reached.
    @discardableResult
    private mutating func exhausted(_ message: String, _ node: ConfigNode) -> ProviderError {
        if !isExhausted { report(.error, message, node, fix: "a reference may lead back to itself several times") }
        isExhausted = true
        return ProviderError(message)
    }

    private mutating func report(
        _ severity: ConfigDiagnostic.Severity,
        _ message: String,
        _ node: ConfigNode,
        fix: String? = nil
    ) {
        let diagnostic = ConfigDiagnostic(
            severity,
            message,
            stage: .resolving,
            position: node.position,
            path: path,
            fix: fix
        )
        // A value and its text are expanded apart, and say the same.
        guard seen.insert(diagnostic).inserted else { return }
        diagnostics.append(diagnostic)
    }
}

extension ConfigNode {
    /// Whether this is anything but a string.
    fileprivate var isTyped: Bool {
        guard case .string = value else { return true }
        return false
    }

    /// How many values the tree has.
    fileprivate var count: Int {
        switch value {
        case .null, .bool, .int, .uint, .double, .string: 1
        case .sequence(let elements): elements.reduce(1) { $0 + $1.count }
        case .mapping(let entries): entries.reduce(1) { $0 + $1.value.count }
        }
    }
}
