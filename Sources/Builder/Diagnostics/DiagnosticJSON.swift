import Foundation

/// A diagnostic as `--format json` prints it.
package struct DiagnosticRecord: Codable, Sendable, Equatable {
    package var severity: String
    package var message: String
    package var file: String?
    package var line: Int?
    package var column: Int?
    package var fix: String?

    package init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        message = diagnostic.message
        file = diagnostic.location?.file
        line = diagnostic.location?.line
        column = diagnostic.location?.column
        fix = diagnostic.fix
    }
}

/// `value` as indented JSON with sorted keys, so that two runs print the same text.
package func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
