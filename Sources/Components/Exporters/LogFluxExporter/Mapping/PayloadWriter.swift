internal import CollectorAPI
internal import Pdata

/// Writes one entry's payload: a JSON object, member by member.
struct PayloadWriter: ~Copyable {
    private var output: ByteBuilder
    private var isFirst = true

    /// A payload of the schema's version 2.0.
    init(type: StaticString, source: JSONFragment, level: Int, time: UInt64) {
        output = ByteBuilder(capacity: 512)
        output.append(UInt8(ascii: "{"))
        text("v", "2.0")
        text("type", "\(type)")
        fragment("source", source)
        number("level", level)
        self.time("ts", time)
    }

    /// The whole object.
    consuming func finish() -> Bytes {
        output.append(UInt8(ascii: "}"))
        return output.finish()
    }

    // MARK: Members

    /// The member `key`, whose JSON is written already.
    mutating func fragment(_ key: StaticString, _ value: JSONFragment) {
        name(key)
        output.append(value.json)
    }

    mutating func text(_ key: StaticString, _ value: String) {
        name(key)
        Self.quote(value, &output)
    }

    mutating func text(_ key: StaticString, _ value: TextView) {
        name(key)
        Self.quote(value.utf8, &output)
    }

    mutating func number(_ key: StaticString, _ value: Int) {
        name(key)
        output.append(utf8: String(value))
    }

    /// The member `key`, null for what JSON has no number for.
    mutating func number(_ key: StaticString, _ value: Double?) {
        name(key)
        guard let value, value.isFinite else { return output.append(utf8: "null") }
        output.append(utf8: AttributeValue.double(value).text)
    }

    mutating func time(_ key: StaticString, _ nanoseconds: UInt64) {
        name(key)
        output.append(UInt8(ascii: "\""))
        RFC3339.append(nanoseconds, to: &output)
        output.append(UInt8(ascii: "\""))
    }

    /// The member `attributes`, each value as text; nothing when there are none.
    mutating func attributes(_ attributes: AttributesView) {
        guard !attributes.isEmpty else { return }
        name("attributes")
        Self.strings(attributes, &output)
    }

    /// The member `message`, `body` as text.
    mutating func message(_ body: ValueView) {
        name("message")
        Self.string(body, &output)
    }

    private mutating func name(_ key: StaticString) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        output.append(UInt8(ascii: "\""))
        output.append(UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
    }

    // MARK: JSON

    /// Appends an object of strings.
    fileprivate static func strings(
        _ attributes: AttributesView,
        adding extra: (key: String, value: String)? = nil,
        _ output: inout ByteBuilder
    ) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        var isExtraThere = false
        attributes.forEach { attribute in
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            if let extra, attribute.key == extra.key { isExtraThere = true }
            quote(attribute.key.utf8, &output)
            output.append(UInt8(ascii: ":"))
            string(attribute.value, &output)
        }
        if let extra, !isExtraThere {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            quote(extra.key, &output)
            output.append(UInt8(ascii: ":"))
            quote(extra.value, &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func string(_ value: ValueView, _ output: inout ByteBuilder) {
        guard value.kind == .string else { return quote(value.owned().text, &output) }
        quote(value.string.utf8, &output)
    }

    fileprivate static func quote(_ text: String, _ output: inout ByteBuilder) {
        var text = text
        text.withUTF8 { quote(UnsafeRawBufferPointer($0), &output) }
    }

    private static func quote(_ text: RawSpan, _ output: inout ByteBuilder) {
        text.withUnsafeBytes { quote($0, &output) }
    }

    /// Appends `text`, UTF-8, as a JSON string.
    private static func quote(_ text: UnsafeRawBufferPointer, _ output: inout ByteBuilder) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            output.append(UnsafeRawBufferPointer(rebasing: text[start..<index]))
            start = index + 1
            escape(byte, &output)
        }
        output.append(UnsafeRawBufferPointer(rebasing: text[start...]))
        output.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, _ output: inout ByteBuilder) {
        switch byte {
        case UInt8(ascii: "\""): output.append(utf8: "\\\"")
        case UInt8(ascii: "\\"): output.append(utf8: "\\\\")
        case 0x0a: output.append(utf8: "\\n")
        case 0x0d: output.append(utf8: "\\r")
        case 0x09: output.append(utf8: "\\t")
        default: output.append(utf8: (byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16))
        }
    }
}

/// A JSON value that is written once and used in many payloads.
struct JSONFragment: Sendable {
    let json: Bytes

    /// A string.
    init(_ text: String) {
        var output = ByteBuilder(capacity: text.utf8.count + 2)
        PayloadWriter.quote(text, &output)
        json = output.finish()
    }

    /// A resource's attributes as strings, with the environment where they name none; nil when there is neither.
    init?(_ resource: ResourceView, environment: String) {
        guard !resource.attributes.isEmpty || !environment.isEmpty else { return nil }
        var output = ByteBuilder(capacity: 256)
        let extra = environment.isEmpty ? nil : (key: "environment", value: environment)
        PayloadWriter.strings(resource.attributes, adding: extra, &output)
        json = output.finish()
    }
}
