import Foundation
import Testing

@testable import CollectorService

/// The builder checks `service` by a schema that stands beside the settings; `make generate` writes it anew.
@Suite struct ServiceSchemaTests {
    @Test func isWhatIsDeclared() throws {
        let steps = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        let path = steps.joined(separator: "/") + "/Sources/Collector/CollectorService/schema.json"
        let schema = PlainServiceSettings.jsonSchema(title: "service")
        guard ProcessInfo.processInfo.environment["UPDATE_TABLES"] == "1" else {
            #expect(try String(contentsOfFile: path, encoding: .utf8) == schema, "run make generate")
            return
        }
        try schema.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
