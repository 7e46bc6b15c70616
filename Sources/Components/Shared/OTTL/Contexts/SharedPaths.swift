internal import CollectorAPI
internal import Pdata

extension PathAccess {
    /// The map that statements keep things in, or what `keys` lead to in it.
    static func cache(_ keys: [PathKey]) -> PathAccess {
        PathAccess(
            { (evaluation) throws(EvaluationError) in
                guard !keys.isEmpty else { return .map(evaluation.cache) }
                let resolved = try keys.resolved(evaluation)
                return Value(try AttributeValue.map(evaluation.cache).value(at: resolved[...]))
            },
            set: { (evaluation, value) throws(EvaluationError) in
                if keys.isEmpty {
                    guard case .map(let entries) = value else {
                        throw EvaluationError("cache expects pcommon.Map but got \(value.typeName)")
                    }
                    evaluation.cache = entries
                    return
                }
                var whole = AttributeValue.map(evaluation.cache)
                evaluation.cache = []
                defer {
                    if case .map(let entries) = whole { evaluation.cache = entries }
                }
                try whole.set(try keys.resolved(evaluation)[...], value.attributeValue)
            }
        )
    }

    /// What is known of the client, under the path `fields` of `otelcol`; nil when there is no such path.
    static func request(_ fields: [String], _ keys: [PathKey]) -> PathAccess? {
        switch fields {
        case ["client", "addr"] where keys.isEmpty:
            PathAccess { .string($0.client.address) }
        case ["client", "metadata"], ["grpc", "metadata"]:
            values(keys) {
                $0.metadata
            } key: {
                $0.lowercased()
            }
        case ["client", "auth", "attributes"]:
            values(keys) {
                $0.auth
            } key: {
                $0
            }
        default:
            nil
        }
    }

    /// Lists of strings by name.
    private static func values(
        _ keys: [PathKey],
        _ source: @escaping @Sendable (ClientContext) -> [String: [String]],
        key: @escaping @Sendable (String) -> String
    ) -> PathAccess {
        PathAccess { (evaluation) throws(EvaluationError) in
            let values = source(evaluation.client)
            guard !keys.isEmpty else {
                let sorted = values.sorted { $0.key < $1.key }
                return .map(sorted.map { Attribute($0.key, .array($0.value.map { .string($0) })) })
            }
            let resolved = try keys.resolved(evaluation)
            guard let found = values[key(try resolved[0].mapKey)] else { return .none }
            return Value(try AttributeValue.array(found.map { .string($0) }).value(at: resolved.dropFirst()))
        }
    }
}
