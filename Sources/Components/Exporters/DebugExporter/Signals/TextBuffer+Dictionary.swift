internal import Pdata

extension ProfilesDictionaryView {
    /// Copies of the strings.
    var ownedStrings: [String] {
        var strings: [String] = []
        forEachString { strings.append($0.string) }
        return strings
    }

    /// The number of attributes.
    fileprivate var attributeCount: Int {
        var count = 0
        forEachAttribute { _ in count += 1 }
        return count
    }
}

/// The tables that profiles share, in detailed text.
extension TextBuffer {
    /// The tables of `dictionary`, in upstream's order.
    mutating func dictionary(_ dictionary: ProfilesDictionaryView) {
        mappings(dictionary)
        locations(dictionary)
        functions(dictionary)
        attributeTable(dictionary)
        linkTable(dictionary)
        guard !strings.isEmpty else { return }
        line("String table:")
        for string in strings { line("    ", string) }
    }

    private mutating func mappings(_ dictionary: ProfilesDictionaryView) {
        var index = 0
        dictionary.forEachMapping { mapping in
            line("Mapping #", index)
            line("    Memory start: ", mapping.memoryStart)
            line("    Memory limit: ", mapping.memoryLimit)
            line("    File offset: ", mapping.fileOffset)
            line("    File name: ", mapping.filenameIndex)
            line("    Attributes: ", list: mapping.attributeIndices.int32s)
            index += 1
        }
    }

    private mutating func locations(_ dictionary: ProfilesDictionaryView) {
        var index = 0
        dictionary.forEachLocation { location in
            line("Location #", index)
            line("    Mapping index: ", location.mappingIndex)
            line("    Address: ", location.address)
            var lineIndex = 0
            location.forEachLine { source in
                line("    Line #", lineIndex)
                line("        Function index: ", source.functionIndex)
                line("        Line: ", source.line)
                line("        Column: ", source.column)
                lineIndex += 1
            }
            line("    Attributes: ", list: location.attributeIndices.int32s)
            index += 1
        }
    }

    private mutating func functions(_ dictionary: ProfilesDictionaryView) {
        var index = 0
        dictionary.forEachFunction { function in
            line("Function #", index)
            line("    Name: ", function.nameIndex)
            line("    System name: ", function.systemNameIndex)
            line("    Filename: ", function.filenameIndex)
            line("    Start line: ", function.startLine)
            index += 1
        }
    }

    /// The last attribute: upstream gathers the table in a map, where each entry overwrites the one before. Samples
    /// print the others where they refer to them.
    private mutating func attributeTable(_ dictionary: ProfilesDictionaryView) {
        var rest = dictionary.attributeCount
        dictionary.forEachAttribute { attribute in
            rest -= 1
            guard rest == 0 else { return }
            line("Attribute table:")
            line("     -> Key: Int(\(attribute.keyIndex))")
            append("     -> Value: Str(")
            append(plain: attribute.value)
            line(")")
            line("     -> unit: Int(\(attribute.unitIndex))")
        }
    }

    /// The last link, as with attributes.
    private mutating func linkTable(_ dictionary: ProfilesDictionaryView) {
        var last: (trace: TraceID, span: SpanID)?
        dictionary.forEachLink { last = ($0.traceID, $0.spanID) }
        guard let last else { return }
        line("Link table:")
        line("     -> Trace ID: Str(\(last.trace))")
        line("     -> Span ID: Str(\(last.span))")
    }
}

extension PackedVarints {
    /// Copies, as numbers of 32 bits.
    fileprivate var int32s: [Int32] {
        var numbers: [Int32] = []
        forEach { numbers.append(Int32(truncatingIfNeeded: $0)) }
        return numbers
    }
}
