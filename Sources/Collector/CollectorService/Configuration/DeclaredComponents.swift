internal import CollectorAPI
internal import CollectorConfig

/// The ids that a configuration declares, also those whose settings are wrong, each with its place.
struct DeclaredComponents: Sendable {
    private var ids: [ComponentKind: [ComponentID: SourcePosition?]] = [:]

    /// The ids of `kind`.
    subscript(_ kind: ComponentKind) -> [ComponentID: SourcePosition?] { ids[kind] ?? [:] }

    /// Adds an id.
    ///
    /// - Returns: whether it is new.
    mutating func add(_ id: ComponentID, _ kind: ComponentKind, at position: SourcePosition?) -> Bool {
        guard ids[kind]?[id] == nil else { return false }
        ids[kind, default: [:]][id] = .some(position)
        return true
    }
}
