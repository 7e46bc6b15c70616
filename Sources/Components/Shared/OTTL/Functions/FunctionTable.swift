internal import CollectorConfig

/// The functions that statements can call.
package struct FunctionTable: Sendable {
    private let functions: [String: OTTLFunction]

    init(_ functions: [OTTLFunction]) {
        self.functions = Dictionary(functions.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    /// What every context has.
    static let standard = FunctionTable(standardConverters + standardEditors)

    /// The converters that every context has, which are all that a group's conditions can call.
    static let converters = FunctionTable(standardConverters)

    /// This table with `more` functions, in place of any of the same names.
    package func adding(_ more: [OTTLFunction]) -> FunctionTable {
        FunctionTable(Array(functions.values) + more)
    }

    subscript(name: String) -> OTTLFunction? { functions[name] }

    /// The function that `name` was probably meant to be, in `context`.
    func nearest(_ name: String, in context: OTTLContext) -> String? {
        let names = functions.values.filter { $0.isAvailable(in: context) }.map(\.name).sorted()
        return nearestMatch(name, in: names)
    }

    private static let standardEditors: [OTTLFunction] =
        assignmentEditors + mapEditors + textEditors

    private static let standardConverters: [OTTLFunction] =
        typeConverters + textConverters + hashConverters + identifierConverters + collectionConverters
        + parserConverters + xmlConverters
        + timeConverters + numberConverters
}
