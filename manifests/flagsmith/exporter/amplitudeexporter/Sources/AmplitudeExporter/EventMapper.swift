internal import Pdata

/// Makes events of log records.
struct EventMapper: Sendable {
    private static let deviceIDAttribute = "amplitude.device_id"
    private static let sessionIDAttribute = "amplitude.session_id"

    private let userIDAttribute: String
    private let userIDPrefix: String
    private let allowlist: [Glob]

    init(_ settings: AmplitudeExporterSettings) {
        userIDAttribute = settings.userIDAttribute
        userIDPrefix = settings.userIDPrefix
        allowlist = settings.events.compactMap { Glob($0) }
    }

    /// The events of `logs`; the same `logs` give the same events, their `insert_id` included, in every process.
    func map(_ logs: Logs) -> MappedEvents {
        var mapped = MappedEvents()
        mapped.events.reserveCapacity(logs.itemCount)
        var ids = InsertIDs()
        logs.forEachResource { resource in
            resource.forEachScope { scope in
                var source = StableHash()
                source.combine(resource.resource.attributes.owned())
                source.combine(scope.scope.name.string)
                scope.forEachLogRecord { append($0, from: source, &ids, to: &mapped) }
            }
        }
        return mapped
    }

    private func append(
        _ record: LogRecordView,
        from source: StableHash,
        _ ids: inout InsertIDs,
        to mapped: inout MappedEvents
    ) {
        let type = record.eventName.isEmpty ? record.body.owned().text : record.eventName.string
        guard !type.isEmpty else {
            mapped.nameless += 1
            return
        }
        guard allowlist.isEmpty || allowlist.contains(where: { $0.matches(type) }) else {
            mapped.withheld += 1
            return
        }
        let fields = Fields(record, userIDAttribute)
        let insertID = ids.next(for: record, type, fields.attributes, from: source)
        mapped.events.append(event(type, record.timeUnixNano / 1_000_000, fields, insertID))
    }

    private func event(_ type: String, _ time: UInt64, _ fields: Fields, _ insertID: String) -> Event {
        let userID = fields.user.map { userIDPrefix + $0 }
        var json = ByteBuilder(capacity: 256)
        json.append(utf8: "{\"event_type\":")
        json.append(jsonString: type)
        json.appendMember("user_id", userID ?? "")
        json.appendMember("device_id", fields.device ?? "")
        if fields.session != 0 { json.append(utf8: ",\"session_id\":\(fields.session)") }
        if time != 0 { json.append(utf8: ",\"time\":\(time)") }
        json.appendProperties(fields.properties)
        json.appendMember("insert_id", insertID)
        json.append(utf8: "}")
        return Event(json: json.finish(), userID: userID, deviceID: fields.device)
    }

    /// What an event takes from a record's attributes.
    private struct Fields {
        /// Key and text of each attribute, of those with one key the last, by key.
        let attributes: [(key: String, text: String)]
        let user: String?
        let device: String?
        let session: Int64
        private let userIDAttribute: String

        init(_ record: LogRecordView, _ userIDAttribute: String) {
            let texts = record.attributes.reduce(into: [String: String]()) { texts, attribute in
                texts[attribute.key.string] = attribute.value.owned().text
            }
            attributes = texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
            // Of attributes with one key, upstream finds the first and lists the last.
            user = record.attributes[userIDAttribute]?.text
            device = record.attributes[EventMapper.deviceIDAttribute]?.text
            session = record.attributes[EventMapper.sessionIDAttribute].flatMap { Int64($0.text) } ?? 0
            self.userIDAttribute = userIDAttribute
        }

        /// The attributes that are not used otherwise.
        var properties: [(key: String, text: String)] {
            attributes.filter {
                ![userIDAttribute, EventMapper.deviceIDAttribute, EventMapper.sessionIDAttribute].contains($0.key)
            }
        }
    }
}

extension ByteBuilder {
    /// Appends a member of an object that has one already, unless its value is empty.
    fileprivate mutating func appendMember(_ name: String, _ value: String) {
        guard !value.isEmpty else { return }
        append(utf8: ",\"\(name)\":")
        append(jsonString: value)
    }

    fileprivate mutating func appendProperties(_ properties: [(key: String, text: String)]) {
        guard !properties.isEmpty else { return }
        var separator = ",\"event_properties\":{"
        for (key, text) in properties {
            append(utf8: separator)
            append(jsonString: key)
            append(utf8: ":")
            append(jsonString: text)
            separator = ","
        }
        append(utf8: "}")
    }
}
