internal import CollectorAPI

/// Whose status it is: all instances of one id and kind share it.
struct ComponentInstance: Sendable, Hashable, CustomStringConvertible {
    var id: ComponentID
    var kind: ComponentKind

    var description: String { "\(kind):\(id)" }
}

extension ComponentInstance {
    /// The fields by which log lines name it.
    var logFields: [LogField] {
        [
            LogField("otelcol.component.id", .string("\(id)")),
            LogField("otelcol.component.kind", .string(kind.rawValue)),
        ]
    }
}
