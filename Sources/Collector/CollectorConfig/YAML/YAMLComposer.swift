/// Builds the tree of the one document in a YAML text, without recursion.
struct YAMLComposer {
    private let reader: YAMLEventReader
    private var frames: [YAMLFrame] = []
    private var anchors: [String: YAMLPart] = [:]
    private var root: ConfigNode?
    private var total = 0
    private var diagnostics: [ConfigDiagnostic] = []

    /// The tree of `text`, which came from `source`; an empty text is null.
    ///
    /// - Throws: a syntax error, or every duplicate key, unknown anchor and the like.
    static func compose(_ text: String, source: String) throws(ConfigErrors) -> ConfigNode {
        let (node, diagnostics) = read(text, source: source)
        guard let node, diagnostics.isEmpty else { throw ConfigErrors(diagnostics) }
        return node
    }

    /// The tree of `text` as far as it can be read, with all that is wrong with it; no tree after a syntax error.
    static func read(_ text: String, source: String) -> (node: ConfigNode?, diagnostics: [ConfigDiagnostic]) {
        let start = SourcePosition(file: source, line: 1, column: 1)
        func refused(_ message: String) -> (ConfigNode?, [ConfigDiagnostic]) {
            (nil, [ConfigDiagnostic(.error, message, stage: .resolving, position: start)])
        }
        guard text.utf8.count <= YAMLLimits.bytes else {
            return refused("the text is larger than \(YAMLLimits.bytes >> 20) MiB")
        }
        guard let reader = YAMLEventReader(text, source: source) else { return refused("out of memory") }
        var composer = YAMLComposer(reader: reader)
        do throws(ConfigErrors) {
            try composer.run()
        } catch {
            return (nil, error.diagnostics)
        }
        return (composer.root ?? ConfigNode(.null, position: start, text: ""), composer.diagnostics)
    }

    private init(reader: YAMLEventReader) {
        self.reader = reader
    }

    private mutating func run() throws(ConfigErrors) {
        var documents = 0
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamStart, .documentEnd: break
            case .streamEnd: return
            case .documentStart:
                documents += 1
                if documents > 1 { return try readFurtherDocument(event.position) }
            case .alias(let name): try takeAlias(name, event.position)
            case .scalar(let scalar, let anchor): try take(scalar, anchor, event.position)
            case .sequenceStart(let anchor): try open(isMapping: false, anchor, event.position)
            case .mappingStart(let anchor): try open(isMapping: true, anchor, event.position)
            case .sequenceEnd, .mappingEnd: try close()
            }
        }
    }

    /// Accepts a document that holds nothing, as after a trailing `---`.
    private mutating func readFurtherDocument(_ position: SourcePosition) throws(ConfigErrors) {
        guard case .scalar(let scalar, nil) = try reader.next().kind, scalar.isPlain, scalar.text.isEmpty else {
            return report(
                "a second document begins here, and only one is read",
                position,
                fix: "move it to a file of its own"
            )
        }
    }

    private mutating func open(
        isMapping: Bool,
        _ anchor: String?,
        _ position: SourcePosition
    ) throws(ConfigErrors) {
        if frames.last?.wantsKey == true {
            report("a key must be a scalar", position)
        }
        guard frames.count + 1 < YAMLLimits.depth else { throw tooDeep(position) }
        try count(1, position)
        // An alias inside would make the value endless.
        if let anchor { anchors[anchor] = nil }
        frames.append(YAMLFrame(isMapping: isMapping, position: position, anchor: anchor))
    }

    private mutating func close() throws(ConfigErrors) {
        guard var frame = frames.popLast() else { return }
        let part = frame.finished()
        if let anchor = frame.anchor { anchors[anchor] = part }
        // Its size was counted part by part.
        try place(part)
    }

    private mutating func take(
        _ scalar: YAMLScalar,
        _ anchor: String?,
        _ position: SourcePosition
    ) throws(ConfigErrors) {
        let value: ConfigNode.Value
        switch scalar.resolved() {
        case .success(let resolved): value = resolved
        case .failure(let error):
            report(error.message, position)
            value = .string(scalar.text)
        }
        let part = YAMLPart(node: ConfigNode(value, position: position, text: scalar.text))
        if let anchor { anchors[anchor] = part }
        if frames.last?.wantsKey == true {
            let key = YAMLFrame.Key(text: scalar.text, position: position, isMerge: scalar.isMergeKey)
            frames[frames.count - 1].take(key)
            return
        }
        try count(1, position)
        try place(part)
    }

    private mutating func takeAlias(_ name: String, _ position: SourcePosition) throws(ConfigErrors) {
        guard var part = anchors[name] else {
            let isOpen = frames.contains { $0.anchor == name }
            report(isOpen ? "anchor '\(name)' value contains itself" : "unknown anchor '\(name)' referenced", position)
            return try placeNothing(position)
        }
        guard frames.count + part.height <= YAMLLimits.depth else { throw tooDeep(position) }
        part.node.position = position
        if frames.last?.wantsKey == true {
            if part.node.text == nil { report("a key must be a scalar", position) }
            frames[frames.count - 1].take(
                YAMLFrame.Key(text: part.node.text ?? "", position: position, isMerge: false)
            )
            return
        }
        try count(part.size, position)
        try place(part)
    }

    /// Stands in for a value that could not be had.
    private mutating func placeNothing(_ position: SourcePosition) throws(ConfigErrors) {
        try place(YAMLPart(node: ConfigNode(.null, position: position)))
    }

    private mutating func place(_ part: YAMLPart) throws(ConfigErrors) {
        guard !frames.isEmpty else {
            root = part.node
            return
        }
        let top = frames.count - 1
        if frames[top].wantsKey {
            // The key was reported; its value still needs one.
            let position = part.node.position ?? frames[top].position
            frames[top].take(YAMLFrame.Key(text: "", position: position, isMerge: false))
            return
        }
        let key = frames[top].key
        if let key, key.isMerge, !Self.canMerge(part.node) {
            report("map merge requires map or sequence of maps as the value", part.node.position ?? key.position)
        }
        if let earlier = frames[top].take(part), let key {
            report(
                "mapping key \"\(key.text)\" already defined at \(earlier)",
                key.position,
                fix: "remove one of the two"
            )
        }
    }

    private static func canMerge(_ node: ConfigNode) -> Bool {
        let isMapping = { (node: ConfigNode) in
            if case .mapping = node.value { true } else { false }
        }
        return isMapping(node) || !node.elements.isEmpty && node.elements.allSatisfy(isMapping)
    }

    private mutating func count(_ nodes: Int, _ position: SourcePosition) throws(ConfigErrors) {
        total += nodes
        guard total <= YAMLLimits.nodes else {
            throw ConfigErrors(
                diagnostics + [
                    ConfigDiagnostic(
                        .error,
                        "the document has more than \(YAMLLimits.nodes) values, aliases counted again",
                        stage: .resolving,
                        position: position
                    )
                ]
            )
        }
    }

    private func tooDeep(_ position: SourcePosition) -> ConfigErrors {
        ConfigErrors(
            diagnostics + [
                ConfigDiagnostic(
                    .error,
                    "values are nested deeper than \(YAMLLimits.depth) levels",
                    stage: .resolving,
                    position: position
                )
            ]
        )
    }

    private mutating func report(_ message: String, _ position: SourcePosition, fix: String? = nil) {
        guard diagnostics.count < 100 else { return }
        diagnostics.append(ConfigDiagnostic(.error, message, stage: .resolving, position: position, fix: fix))
    }
}
