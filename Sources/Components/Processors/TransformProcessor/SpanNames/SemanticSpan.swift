internal import OTTL
internal import Pdata

/// A span whose attributes follow the semantic conventions, to be named as these demand.
///
/// Source: the semantic conventions for spans of HTTP, RPC, databases and messaging. Older names of attributes are read
/// where the newer are missing.
struct SemanticSpan {
    private enum Field {
        static let name = 5
        static let kind = 6
        static let attributes = 9
    }

    private enum Kind: UInt64 {
        case server = 2
        case client, producer, consumer
    }

    let message: RecordMessage

    /// The name as it is.
    var name: String { message.payload(Field.name).string }

    /// Changes the name, and keeps the one before in the attribute `original`, where there is one to be.
    func rename(to name: String, keepingIn original: String?) {
        let before = self.name
        guard name != before else { return }
        message.set(Field.name, text: name)
        guard let original else { return }
        message.editAttributes(Field.attributes) { $0.upsert(original, .string(before)) }
    }

    /// The name that the conventions demand; nil where there are none for the span.
    var conventionalName: String? {
        switch Kind(rawValue: message.bits(Field.kind) ?? 0) {
        case .server: http(subject: "http.route") ?? rpc ?? messaging
        case .client: http(subject: "url.template") ?? rpc ?? database ?? messaging
        case .producer, .consumer: messaging
        case nil: nil
        }
    }

    /// The text of the first attribute of `keys` that is there.
    private func text(_ keys: String...) -> String? { keys.lazy.compactMap { value($0)?.text }.first }

    private func value(_ key: String) -> AttributeValue? {
        message.bytes.value(of: key, in: Field.attributes).map { RecordValue($0).owned }
    }

    private func http(subject: String) -> String? {
        text("http.request.method", "http.method").map { method in
            text(subject).map { "\(method) \($0)" } ?? method
        }
    }

    private var rpc: String? {
        guard let system = text("rpc.system.name", "rpc.system") else { return nil }
        let method = text("rpc.method", "rpc.grpc.method")
        let service = text("rpc.service", "rpc.grpc.service")
        guard let service else { return method ?? system }
        return "\(service)/\(method ?? "*")"
    }

    private var database: String? {
        guard let system = text("db.system.name", "db.system") else { return nil }
        if let summary = text("db.query.summary") { return summary }
        let parts = [text("db.operation.name", "db.operation"), databaseTarget].compactMap(\.self).filter {
            !$0.isEmpty
        }
        return parts.isEmpty ? system : parts.joined(separator: " ")
    }

    private var databaseTarget: String? {
        let namespace = text("db.namespace", "db.name").flatMap { $0.isEmpty ? nil : $0 }
        guard let object = text("db.collection.name", "db.stored_procedure.name") else { return namespace ?? server }
        return namespace.map { "\($0).\(object)" } ?? object
    }

    private var messaging: String? {
        guard let system = text("messaging.system") else { return nil }
        let operation = text("messaging.operation.name", "messaging.operation")
        guard let destination, !destination.isEmpty else { return operation ?? system }
        return operation.map { "\($0) \(destination)" } ?? destination
    }

    private var destination: String? {
        if value("messaging.destination.temporary") == .bool(true) { return "(temporary)" }
        if value("messaging.destination.anonymous") == .bool(true) { return "(anonymous)" }
        return text("messaging.destination.template", "messaging.destination.name", "messaging.destination") ?? server
    }

    private var server: String? {
        text("server.address").map { address in text("server.port").map { "\(address):\($0)" } ?? address }
    }
}
