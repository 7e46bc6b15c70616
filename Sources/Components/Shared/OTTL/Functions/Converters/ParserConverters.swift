internal import Pdata
internal import RegularExpressions

extension FunctionTable {
    /// Converters that take texts apart.
    static let parserConverters: [OTTLFunction] = [
        OTTLFunction("ParseJSON", [Parameter("target", .string)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                do throws(WireError) {
                    let value = try JSONValue(parsing: Bytes(utf8: try unwrapped(text, evaluation)))
                    switch value {
                    case .object, .array: return Value(AttributeValue(json: value))
                    default: break
                    }
                } catch {
                    throw EvaluationError("could not unmarshal JSON: \(error.message)")
                }
                throw EvaluationError("could not convert parsed value of type which is neither an object nor an array")
            }
        },
        OTTLFunction(
            "ParseKeyValue",
            [Parameter("target", .string), .optional("delimiter", .string), .optional("pair_delimiter", .string)]
        ) { (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let delimiter = try arguments.constantString(1, default: "=")
            let pairDelimiter = try arguments.constantString(2, default: " ")
            guard !delimiter.isEmpty, !pairDelimiter.isEmpty else {
                throw FunctionError("delimiter and pair_delimiter cannot be empty")
            }
            guard delimiter != pairDelimiter else {
                throw FunctionError("pair delimiter \"\(pairDelimiter)\" cannot be equal to delimiter \"\(delimiter)\"")
            }
            return { (evaluation) throws(EvaluationError) in
                .map(try KeyValueText.parse(try text(evaluation), delimiter, pairDelimiter))
            }
        },
        OTTLFunction(
            "ParseCSV",
            [
                Parameter("target", .string), Parameter("header", .string), .optional("delimiter", .string),
                .optional("header_delimiter", .string), .optional("mode", .string),
            ]
        ) { (arguments) throws(FunctionError) in
            let row = arguments.string(0)
            let header = arguments.string(1)
            let delimiter = try arguments.constantString(2, default: ",")
            let headerDelimiter = try arguments.constantString(3, default: delimiter)
            let modeName = try arguments.constantString(4, default: "strict")
            guard delimiter.unicodeScalars.count == 1, headerDelimiter.unicodeScalars.count == 1 else {
                throw FunctionError("invalid arguments: delimiters must be a single character")
            }
            guard let mode = CSVMode(rawValue: modeName) else {
                throw FunctionError("unknown mode: \(modeName), must be strict, lazyQuotes or ignoreQuotes")
            }
            return { (evaluation) throws(EvaluationError) in
                let names = try header(evaluation).components(separatedBy: headerDelimiter)
                let fields = try mode.fields(of: try row(evaluation), delimiter)
                guard fields.count == names.count else {
                    throw EvaluationError("wrong number of fields: expected \(names.count), found \(fields.count)")
                }
                var entries: [Attribute] = []
                for (name, field) in zip(names, fields) { entries.upsert(Attribute(name, .string(field))) }
                return .map(entries)
            }
        },
        OTTLFunction("ExtractPatterns", [Parameter("target", .string), Parameter("pattern", .string)]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let pattern = try arguments.pattern(1)
            if let literal = arguments[1].constant?.string {
                guard let compiled = try? RegularExpression(literal), compiled.groupNames.contains(where: { $0 != nil })
                else { throw FunctionError("at least 1 named capture group must be supplied in the given regex") }
            }
            return { (evaluation) throws(EvaluationError) in
                let pattern = try pattern(evaluation)
                guard pattern.groupNames.contains(where: { $0 != nil }) else {
                    throw EvaluationError("at least 1 named capture group must be supplied in the given regex")
                }
                guard let groups = pattern.groups(in: try text(evaluation)) else { return .map([]) }
                var entries: [Attribute] = []
                for (name, group) in zip(pattern.groupNames, groups) {
                    if let name { entries.upsert(Attribute(name, .string(group ?? ""))) }
                }
                return .map(entries)
            }
        },
        OTTLFunction(
            "ExtractGrokPatterns",
            [
                Parameter("target", .string), Parameter("pattern", .string), .optional("named_captures_only", .bool),
                .optional("pattern_definitions", .list),
            ]
        ) { (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let namedOnly = try arguments.constantBool(2, default: false)
            let definitions = try arguments.grokDefinitions(3)
            if let literal = arguments[1].constant?.string {
                let pattern = try GrokPattern(literal, namedOnly: namedOnly, definitions)
                return { (evaluation) throws(EvaluationError) in .map(try pattern.fields(in: try text(evaluation))) }
            }
            let pattern = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                let compiled: GrokPattern
                let pattern = try pattern(evaluation)
                do throws(FunctionError) {
                    compiled = try GrokPattern(pattern, namedOnly: namedOnly, definitions)
                } catch {
                    throw EvaluationError(error.message)
                }
                return .map(try compiled.fields(in: try text(evaluation)))
            }
        },
        OTTLFunction("URL", [Parameter("uri", .string)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in .map(try URLText.parts(of: try text(evaluation))) }
        },
        OTTLFunction("UserAgent", [Parameter("user_agent", .string)]) { (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let parser = try UserAgentParser.system.get()
            return { (evaluation) throws(EvaluationError) in
                let text = try text(evaluation)
                return .map(parser.attributes(of: text))
            }
        },
        OTTLFunction("ParseSeverity", [Parameter("target", .value), Parameter("severity_mapping", .value)]) {
            arguments in
            let target = arguments[0].get
            let mapping = arguments.entries(1)
            return { (evaluation) throws(EvaluationError) in
                try SeverityMapping.level(of: try target(evaluation), try mapping(evaluation))
            }
        },
    ]

    /// The text; its error is not one of JSON.
    private static func unwrapped(
        _ text: TypedGetter<String>,
        _ evaluation: Evaluation
    ) throws(WireError) -> String {
        do throws(EvaluationError) {
            return try text(evaluation)
        } catch {
            throw WireError(error.message, offset: 0)
        }
    }
}

extension UserAgentParser {
    /// What is known of the program that calls itself `text`, by the semantic conventions' names.
    func attributes(of text: String) -> [Attribute] {
        let agent = agent(text)
        let system = system(text)
        var attributes = [
            Attribute("user_agent.name", .string(agent.family)), Attribute("user_agent.original", .string(text)),
            Attribute("user_agent.version", .string(agent.version)),
        ]
        if !system.family.isEmpty { attributes.append(Attribute("os.name", .string(system.family))) }
        if !system.version.isEmpty { attributes.append(Attribute("os.version", .string(system.version))) }
        return attributes
    }
}

extension Arguments {
    /// The patterns that the list at `index` defines, each as `NAME=pattern`.
    fileprivate func grokDefinitions(_ index: Int) throws(FunctionError) -> [String: String] {
        guard has(index) else { return [:] }
        guard let texts = constantStrings(index) else {
            throw FunctionError("invalid argument at position \(index): must be a list of strings")
        }
        var definitions: [String: String] = [:]
        for (place, text) in texts.enumerated() {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                let shown = text.count > 20 ? "\(text.prefix(17))..." : text
                throw FunctionError(
                    "pattern \"\(shown)\" supplied to ExtractGrokPatterns at index \(place) has incorrect format, "
                        + "expecting PATTERNNAME=pattern definition"
                )
            }
            guard !parts[0].contains(":") else {
                throw FunctionError("pattern ID \"\(parts[0])\" should not contain ':'")
            }
            definitions[parts[0]] = parts[1]
        }
        return definitions
    }
}

extension AttributeValue {
    /// The value that `json` is; all numbers are doubles.
    init(json: JSONValue) {
        switch json {
        case .null: self = .empty
        case .bool(let bool): self = .bool(bool)
        case .number(let text): self = .double(Double(text) ?? 0)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map { AttributeValue(json: $0) })
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            self = .map(sorted.map { Attribute($0.key, AttributeValue(json: $0.value)) })
        }
    }
}
