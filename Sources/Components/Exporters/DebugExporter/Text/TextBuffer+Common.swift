internal import Pdata

/// What detailed text has of every signal.
extension TextBuffer {
    /// A line for each attribute below `header`; nothing when there are none.
    mutating func attributes(_ header: String, _ attributes: AttributesView, indent: String = "") {
        guard !attributes.isEmpty else { return }
        append(indent)
        line(header, ":")
        attributes.forEach { attribute in
            append(indent)
            append("     -> ")
            append(keyOf: attribute)
            line(": ", attribute.value)
        }
    }

    /// The parts of a resource.
    mutating func resource(_ resource: ResourceView, schemaURL: TextView) {
        line("Resource SchemaURL: ", schemaURL)
        attributes("Resource attributes", resource.attributes)
        entityRefs(resource)
    }

    /// The parts of a scope.
    mutating func scope(_ scope: ScopeView) {
        append("InstrumentationScope ")
        append(scope.name)
        line(" ", scope.version)
        attributes("InstrumentationScope attributes", scope.attributes)
    }

    private mutating func entityRefs(_ resource: ResourceView) {
        guard resource.entityRefCount > 0 else { return }
        line("Resource entity refs:")
        var index = 0
        resource.forEachEntityRef { ref in
            append("     -> Entity ref #")
            append(index)
            line(":")
            line("          -> Type: ", ref.type)
            if !ref.schemaURL.isEmpty { line("          -> Schema URL: ", ref.schemaURL) }
            var isFirst = true
            ref.forEachIDKey { key in
                if isFirst { line("          -> ID keys:") }
                isFirst = false
                line("               -> ", key)
            }
            isFirst = true
            ref.forEachDescriptionKey { key in
                if isFirst { line("          -> Description keys:") }
                isFirst = false
                line("               -> ", key)
            }
            index += 1
        }
    }
}

/// What normal text has of every signal.
extension TextBuffer {
    /// The line of a resource: its number, schema and attributes.
    mutating func resourceLine(_ label: String, _ index: Int, _ resource: ResourceView, schemaURL: TextView) {
        append(label)
        append(index)
        if !schemaURL.isEmpty {
            append(" [")
            append(schemaURL)
            append("]")
        }
        pairs(resource.attributes)
        endLine()
    }

    /// The line of a scope: its number, name, version, schema and attributes.
    mutating func scopeLine(_ label: String, _ index: Int, _ scope: ScopeView, schemaURL: TextView) {
        append(label)
        append(index)
        if !scope.name.isEmpty || !scope.version.isEmpty { append(" ") }
        append(scope.name)
        if !scope.version.isEmpty {
            append("@")
            append(scope.version)
        }
        if !schemaURL.isEmpty {
            append(" [")
            append(schemaURL)
            append("]")
        }
        pairs(scope.attributes)
        endLine()
    }

    /// Each attribute as `key=value`, with a space before it.
    mutating func pairs(_ attributes: AttributesView) {
        attributes.forEach { attribute in
            append(" ")
            pair(attribute)
        }
    }

    /// Each attribute as `key=value`, with `separator` between them.
    mutating func pairs(_ attributes: AttributesView, separator: String) {
        var isFirst = true
        attributes.forEach { attribute in
            if !isFirst { append(separator) }
            isFirst = false
            pair(attribute)
        }
    }

    private mutating func pair(_ attribute: AttributeView) {
        append(keyOf: attribute)
        append("=")
        append(plain: attribute.value)
    }
}
