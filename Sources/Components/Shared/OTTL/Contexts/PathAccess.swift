internal import Pdata

/// How a path's value is read and written.
struct PathAccess: Sendable {
    var get: Getter
    /// Nil for what can only be read.
    var set: Setter?
    /// What functions that take a map edit, where the path leads to one that they need not copy.
    var map: MapPlace?

    init(_ get: @escaping Getter, set: Setter? = nil, map: MapPlace? = nil) {
        self.get = get
        self.set = set
        self.map = map
    }

    /// The map that this path leads to, to be edited.
    var mapPlace: MapPlace { map ?? .value(get, set) }
}

/// What a path is indexed by, at one level.
enum PathKey: Sendable {
    case string(String)
    case int(Int64)
    /// What is known only for a record.
    case dynamic(Getter)

    /// The key for a record.
    func resolved(_ evaluation: Evaluation) throws(EvaluationError) -> PathKey {
        guard case .dynamic(let getter) = self else { return self }
        let value = try getter(evaluation)
        if let text = value.string { return .string(text) }
        if case .int(let int) = value { return .int(int) }
        throw EvaluationError("a key must be a string or an int, but is \(value.typeName)")
    }
}

extension [PathKey] {
    /// The keys for a record.
    func resolved(_ evaluation: Evaluation) throws(EvaluationError) -> [PathKey] {
        var keys: [PathKey] = []
        for key in self { keys.append(try key.resolved(evaluation)) }
        return keys
    }
}
