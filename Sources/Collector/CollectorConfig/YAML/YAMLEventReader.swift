internal import CLibYAML

/// Reads the events of a YAML text with libyaml.
final class YAMLEventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let count: Int
    private let source: String

    /// A reader of `text`, which came from `source`; nil when memory is short.
    init?(_ text: String, source: String) {
        // With the encoding given, libyaml takes a byte order mark for text.
        let mark = "\u{FEFF}".utf8
        let bytes = text.utf8.starts(with: mark) ? text.utf8.dropFirst(mark.count) : text.utf8[...]
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        input = .allocate(capacity: max(1, bytes.count))
        input.initialize(repeating: 0)
        _ = input.update(from: bytes)
        count = bytes.count
        self.source = source
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, count)
    }

    deinit {
        // Safe after a failed initialization, which leaves the structure zeroed.
        yaml_parser_delete(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; not to be called after the end of the stream or an error.
    func next() throws(ConfigErrors) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw ConfigErrors(syntaxError()) }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(kind: kind(event), position: position(event.start_mark))
    }

    private func kind(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let data = event.data
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(Self.string(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
            let scalar = YAMLScalar(
                text: String(decoding: bytes, as: UTF8.self),
                tag: Self.string(data.scalar.tag),
                isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            )
            return .scalar(scalar, anchor: Self.string(data.scalar.anchor))
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(anchor: Self.string(data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart(anchor: Self.string(data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamEnd
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(file: source, line: mark.line + 1, column: mark.column + 1)
    }

    private func syntaxError() -> ConfigDiagnostic {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
        let context = state.context.map { " " + String(cString: $0) } ?? ""
        let isReader = state.error == YAML_READER_ERROR
        let place = isReader ? position(offset: state.problem_offset) : position(state.problem_mark)
        return ConfigDiagnostic(
            .error,
            "invalid YAML: \(problem)\(context)",
            stage: .resolving,
            position: place,
            fix: isReader ? nil : fix(at: state.problem_mark)
        )
    }

    /// What usually stands behind a syntax error at `mark`.
    private func fix(at mark: yaml_mark_t) -> String? {
        let lines = input.prefix(count).split(
            separator: UInt8(ascii: "\n"),
            maxSplits: mark.line,
            omittingEmptySubsequences: false
        )
        guard mark.line < lines.count else { return nil }
        // A mark counts characters: of each, the first byte is looked at.
        let starts = lines[mark.line].lazy.filter { $0 & 0xC0 != 0x80 }.dropFirst(mark.column)
        guard let first = starts.first else { return nil }
        switch first {
        case UInt8(ascii: "\t"): return "indent with spaces instead of tabs"
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"): return "put the value in quotes"
        default: return nil
        }
    }

    /// The place of the byte `offset`.
    private func position(offset: Int) -> SourcePosition {
        let before = input.prefix(min(count, max(0, offset)))
        let line = before.count { $0 == UInt8(ascii: "\n") }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xC0 != 0x80 }
        return SourcePosition(file: source, line: line + 1, column: column + 1)
    }
}
