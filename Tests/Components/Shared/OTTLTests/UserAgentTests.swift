import CollectorConfig
import Foundation
import Pdata
import Testing

@testable import OTTL

/// Programs told by what they call themselves.
@Suite struct UserAgentTests {
    private let rules = """
        user_agent_parsers:
          - regex: '(Namoroka|Minefield)/(\\d+)\\.(\\d+)\\.(\\d+(?:pre)?)'
            family_replacement: 'Firefox ($1)'
          - regex: '(curl)/(\\d+)(?:\\.(\\d+))?'
          - regex: 'fetch/1'
            family_replacement: 'Fetch'
            v1_replacement: 1
        os_parsers:
          - regex: 'Win(95|NT)'
            os_replacement: 'Windows'
            os_v1_replacement: '$1'
        """

    @Test(arguments: [
        ("Mozilla/5.0 (Win95) Minefield/4.0.1pre", "Firefox (Minefield)", "4.0.1pre", "Windows", "95"),
        ("curl/7.88", "curl", "7.88", "Other", ""), ("curl/8", "curl", "8", "Other", ""),
        ("fetch/1", "Fetch", "1", "Other", ""), ("", "Other", "", "Other", ""),
    ])
    func tells(text: String, name: String, version: String, system: String, systemVersion: String) throws {
        let parser = try UserAgentParser(yaml: rules, source: "rules.yaml")
        let attributes = parser.attributes(of: text)
        var expected = [
            Attribute("user_agent.name", .string(name)), Attribute("user_agent.original", .string(text)),
            Attribute("user_agent.version", .string(version)), Attribute("os.name", .string(system)),
        ]
        if !systemVersion.isEmpty { expected.append(Attribute("os.version", .string(systemVersion))) }
        #expect(attributes == expected)
    }

    @Test(arguments: [
        ("{}", "rules.yaml has no user_agent_parsers"), ("user_agent_parsers: [{}]", "a rule needs a regex"),
        ("user_agent_parsers: [{regex: '('}]", "is not a regular expression"), ("a: [", "rules.yaml"),
    ])
    func refuses(yaml: String, message: String) throws {
        let error = try #require(throws: FunctionError.self) { try UserAgentParser(yaml: yaml, source: "rules.yaml") }
        #expect(error.message.contains(message), "\(error.message)")
    }

    private static let folder = "/usr/share/uap-core"

    /// The expectations of the authors of the rules.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: folder), "the package uap-core is not installed"),
        arguments: ["test_ua.yaml", "test_os.yaml"]
    )
    func agreesWithItsAuthors(file: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/tests/\(file)", encoding: .utf8)
        let parser = try UserAgentParser.system.get()
        let cases = try ConfigNode(yaml: text, source: file)["test_cases"]?.elements ?? []
        #expect(cases.count > 400)
        var differences: [String] = []
        for item in cases {
            let agent = item["user_agent_string"]?.string ?? ""
            let found = file == "test_ua.yaml" ? parser.agent(agent) : parser.system(agent)
            // Of a program's version the specification knows three parts, of a system's four.
            let keys = ["major", "minor", "patch"] + (file == "test_os.yaml" ? ["patch_minor"] : [])
            let parts = keys.compactMap { key -> String? in
                switch item[key]?.value {
                case .string(let text)?: text.isEmpty ? nil : text
                case .int(let int)?: String(int)
                default: nil
                }
            }
            let expected = UserAgentParser.Product(
                family: item["family"]?.string ?? "",
                version: parts.joined(separator: ".")
            )
            if found != expected { differences.append("\(agent): found \(found), expected \(expected)") }
        }
        #expect(differences.isEmpty, "\(differences.count) of \(cases.count), as \(differences.first ?? "")")
    }
}
