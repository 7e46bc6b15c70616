internal import Pdata
internal import RegularExpressions

/// Why settings cannot be used, in upstream's words.
struct SpanChangeError: Error, Sendable, CustomStringConvertible {
    let description: String
    /// The setting.
    let key: String
}

/// What is done to spans, made once from the settings.
struct SpanChange: Sendable {
    private let fromAttributes: [String]
    private let separator: String
    private let rules: [RegularExpression]
    private let breaksAfterMatch: Bool
    private let keepsName: Bool
    private let status: (code: SpanStatusCode, message: String)?

    init(_ settings: SpanSettings) throws(SpanChangeError) {
        fromAttributes = settings.name.fromAttributes
        separator = settings.name.separator
        let names = settings.name.toAttributes ?? SpanNameRules()
        var rules: [RegularExpression] = []
        for pattern in names.rules {
            do throws(RegularExpressionError) {
                rules.append(try RegularExpression(pattern))
            } catch {
                throw SpanChangeError(description: "invalid regexp pattern \(pattern): \(error.reason)", key: "name")
            }
        }
        self.rules = rules
        breaksAfterMatch = names.breakAfterMatch
        keepsName = names.keepOriginalName
        status = try settings.status.map { (status) throws(SpanChangeError) in try Self.status(status) }
    }

    private static func status(
        _ settings: SpanStatusSettings
    ) throws(SpanChangeError) -> (code: SpanStatusCode, message: String) {
        let codes: [String: SpanStatusCode] = ["Ok": .ok, "Error": .error, "Unset": .unset]
        guard let code = codes[settings.code] else {
            throw SpanChangeError(
                description: "error creating \"span\" processor: \"status\" must have specified \"code\" as \"Ok\" or "
                    + "\"Error\" or \"Unset\"",
                key: "status"
            )
        }
        guard code == .error || settings.description.isEmpty else {
            throw SpanChangeError(
                description: "error creating \"span\" processor: \"description\" can be specified only for \"code\" "
                    + "\"Error\"",
                key: "status"
            )
        }
        return (code, settings.description)
    }

    /// Changes `span`.
    func apply(to span: inout SpanEditor) {
        if !fromAttributes.isEmpty, let name = name(from: span.view.attributes) { span.name = name }
        if !rules.isEmpty { takeApart(&span) }
        if let status {
            span.status.code = status.code
            span.status.message = status.message
        }
    }

    // MARK: Names from attributes

    private func name(from attributes: AttributesView) -> String? {
        var name = ""
        for (index, key) in fromAttributes.enumerated() {
            guard let text = attributes.value(of: key, { Self.text($0) }) else { return nil }
            if index > 0 { name += separator }
            name += text
        }
        return name
    }

    private static func text(_ value: ValueView) -> String {
        switch value.kind {
        case .string: value.string.string
        case .bool: value.bool ? "true" : "false"
        case .int: String(value.int)
        case .double: decimal(value.double)
        case .empty, .array, .map, .bytes, .stringIndex: "<unknown-attribute-type>"
        }
    }

    /// The shortest decimal without an exponent.
    private static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return DecimalText(value).plain
    }

    // MARK: Attributes from names

    private func takeApart(_ span: inout SpanEditor) {
        var name = span.name
        guard !name.isEmpty else { return }
        for rule in rules {
            guard let match = rule.firstMatch(in: name) else { continue }
            let utf8 = Array(name.utf8)
            var renamed: [UInt8] = []
            var copied = 0
            for (group, range) in zip(rule.groupNames, match.dropFirst()) {
                // A group without a name is no attribute, nor is one that took no part.
                guard let group, let range else { continue }
                span.attributes.upsert(group, .string(String(decoding: utf8[range], as: UTF8.self)))
                // What lies in a group before is replaced with that one.
                guard range.lowerBound >= copied else { continue }
                renamed += utf8[copied..<range.lowerBound]
                renamed += "{\(group)}".utf8
                copied = range.upperBound
            }
            if !keepsName {
                name = String(decoding: renamed + utf8[copied...], as: UTF8.self)
                span.name = name
            }
            if breaksAfterMatch { return }
        }
    }
}
