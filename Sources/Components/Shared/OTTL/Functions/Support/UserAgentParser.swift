internal import CollectorConfig
internal import Pdata
internal import RegularExpressions

/// Tells browsers and systems by what they call themselves, with the regular expressions of ua-parser.
///
/// Source: the specification of `regexes.yaml`, version 0.2. The file is not part of the collector: it is the one of the
/// system's package `uap-core`.
struct UserAgentParser: Sendable {
    /// What was found.
    struct Product: Sendable, Hashable {
        var family = "Other"
        /// The version's parts that are known, with dots; empty when none is.
        var version = ""
    }

    private struct Rule: Sendable {
        let pattern: RegularExpression
        /// What stands for the family and the version's parts; nil for the group in the same place.
        let replacements: [ReplacementTemplate?]
    }

    private static let path = "/usr/share/uap-core/regexes.yaml"
    private static let maxFileSize = 4 * 1024 * 1024

    private let agents: [Rule]
    private let systems: [Rule]

    /// The system's; read when it is first used.
    static let system: Result<UserAgentParser, FunctionError> = Result { () throws(FunctionError) in
        guard let bytes = SystemFile.read(path, limit: maxFileSize) else {
            throw FunctionError("UserAgent needs the file \(path), which cannot be read; install the package uap-core")
        }
        return try UserAgentParser(yaml: String(decoding: bytes, as: UTF8.self), source: path)
    }

    init(yaml text: String, source: String) throws(FunctionError) {
        let node: ConfigNode
        do throws(ConfigErrors) {
            node = try ConfigNode(yaml: text, source: source)
        } catch {
            throw FunctionError("\(error)")
        }
        agents = try Self.rules(
            node["user_agent_parsers"],
            ["family_replacement", "v1_replacement", "v2_replacement", "v3_replacement"]
        )
        systems = try Self.rules(
            node["os_parsers"],
            ["os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement", "os_v4_replacement"]
        )
        guard !agents.isEmpty else { throw FunctionError("\(source) has no user_agent_parsers") }
    }

    private static func rules(_ node: ConfigNode?, _ keys: [String]) throws(FunctionError) -> [Rule] {
        var rules: [Rule] = []
        for item in node?.elements ?? [] {
            let place = item.position.map { "\($0)" } ?? ""
            guard let text = item["regex"]?.string else { throw FunctionError("\(place): a rule needs a regex") }
            do throws(RegularExpressionError) {
                let pattern = try RegularExpression(text)
                let replacements = keys.map { key in item[key].flatMap(\.scalarText).map { ReplacementTemplate($0) } }
                rules.append(Rule(pattern: pattern, replacements: replacements))
            } catch {
                throw FunctionError("\(place): \(error)")
            }
        }
        return rules
    }

    /// The program that calls itself `text`.
    func agent(_ text: String) -> Product { Self.product(text, agents) }

    /// The system of the program that calls itself `text`.
    func system(_ text: String) -> Product { Self.product(text, systems) }

    private static func product(_ text: String, _ rules: [Rule]) -> Product {
        var text = text
        return text.withUTF8 { utf8 in
            let utf8 = UnsafeRawBufferPointer(utf8)
            for rule in rules {
                guard let ranges = rule.pattern.firstMatch(utf8: utf8, from: 0) else { continue }
                let parts = rule.replacements.enumerated().map { place, replacement in
                    let part =
                        replacement?.expanded(ranges, in: utf8, rule.pattern.groupNames)
                        ?? (ranges.indices.contains(place + 1) ? ranges[place + 1].map { utf8.string($0) } : nil) ?? ""
                    return XMLTree.trimmed(part)
                }
                let version = parts.dropFirst().filter { !$0.isEmpty }
                return Product(family: parts[0], version: version.joined(separator: "."))
            }
            return Product()
        }
    }
}

extension ConfigNode {
    /// The text of a string or number.
    fileprivate var scalarText: String? {
        switch value {
        case .string(let text): text
        case .int(let int): String(int)
        case .uint(let uint): String(uint)
        case .double(let double): AttributeValue.double(double).text
        case .null, .bool, .sequence, .mapping: nil
        }
    }
}
