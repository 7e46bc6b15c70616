public import CollectorAPI
public import Pdata

/// Actions on attributes, done one after the other: each sees what the previous ones did.
public struct AttributeActions: Sendable {
    private let actions: [AttributeAction]

    /// The actions that `settings` describe.
    ///
    /// - Throws: what is wrong with the first that cannot be done.
    public init(_ settings: [ActionSettings]) throws(AttributeActionError) {
        var actions: [AttributeAction] = []
        for (index, action) in settings.enumerated() { actions.append(try AttributeAction(action, at: index)) }
        self.actions = actions
    }

    /// Does the actions to `attributes`, which arrived from `client`.
    public func apply(to attributes: inout AttributesEditor, _ client: ClientContext) {
        for action in actions {
            switch action {
            case .write(let target, let key, let source, let fallback):
                Self.write(target, key, source, fallback, &attributes, client)
            case .delete(let key, let pattern):
                if !key.isEmpty { attributes.remove(key) }
                if let pattern { attributes.removeAll { pattern.matches($0.key) } }
            case .hash(let key, let pattern):
                if !key.isEmpty, let value = attributes[key] { attributes.update(key, .string(value.sha256)) }
                if let pattern {
                    attributes.mapValues { attribute in
                        pattern.matches(attribute.key) ? .string(attribute.value.owned().sha256) : nil
                    }
                }
            case .extract(let key, let pattern, let names):
                guard case .string(let text)? = attributes[key], let groups = pattern.groups(in: text) else { continue }
                for (name, group) in zip(names, groups) { attributes.upsert(name, .string(group ?? "")) }
            case .convert(let key, let type):
                if let converted = attributes[key]?.converted(to: type) { attributes.update(key, converted) }
            }
        }
    }

    private static func write(
        _ target: AttributeAction.Target,
        _ key: String,
        _ source: AttributeAction.Source,
        _ fallback: AttributeValue?,
        _ attributes: inout AttributesEditor,
        _ client: ClientContext
    ) {
        switch source {
        case .literal(let value):
            write(target, key, value, &attributes)
        case .client(let source):
            guard let value = source.text(client).map(AttributeValue.string) ?? fallback else { return }
            write(target, key, value, &attributes)
        case .attribute(let other):
            if let fallback, !attributes.has(other) { return write(target, key, fallback, &attributes) }
            switch target {
            case .absent: attributes.insert(key, from: other)
            case .present: attributes.update(key, from: other)
            case .any: attributes.upsert(key, from: other)
            }
        }
    }

    private static func write(
        _ target: AttributeAction.Target,
        _ key: String,
        _ value: AttributeValue,
        _ attributes: inout AttributesEditor
    ) {
        switch target {
        case .absent: attributes.insert(key, value)
        case .present: attributes.update(key, value)
        case .any: attributes.upsert(key, value)
        }
    }
}
