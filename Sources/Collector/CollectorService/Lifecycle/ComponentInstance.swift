internal import CollectorAPI

/// Whose status it is: all instances of one id and kind share it.
struct ComponentInstance: Sendable, Hashable, CustomStringConvertible {
    var id: ComponentID
    var kind: ComponentKind

    var description: String { "\(kind):\(id)" }
}
