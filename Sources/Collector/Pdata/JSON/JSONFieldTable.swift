/// Finds fields by their names in JSON.
struct JSONFieldTable: Sendable {
    static let shared = JSONFieldTable()

    private struct Entry {
        let message: MessageID
        let name: String
        let field: FieldSchema
    }

    private let entries: [Entry]
    /// Places in `entries`, found by hash, then by looking on; -1 where there is none.
    private let slots: [Int16]

    private init() {
        var entries: [Entry] = []
        for message in Schema.messages {
            for field in message.fields {
                for name in Set([field.jsonName] + field.jsonAliases) {
                    entries.append(Entry(message: message.id, name: name, field: field))
                }
            }
        }
        var slots = [Int16](repeating: -1, count: 2048)
        for (place, entry) in entries.enumerated() {
            var slot = Bytes(utf8: entry.name).withUnsafeBytes { Self.hash(entry.message, $0) } % slots.count
            while slots[slot] >= 0 { slot = (slot + 1) % slots.count }
            slots[slot] = Int16(place)
        }
        self.entries = entries
        self.slots = slots
    }

    /// The field of `message` called `name`; nil when it has none.
    func field(of message: MessageID, _ name: UnsafeRawBufferPointer) -> FieldSchema? {
        var slot = Self.hash(message, name) % slots.count
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.message == message, entry.name.utf8.elementsEqual(name) { return entry.field }
            slot = (slot + 1) % slots.count
        }
        return nil
    }

    /// FNV-1a.
    private static func hash(_ message: MessageID, _ name: UnsafeRawBufferPointer) -> Int {
        var hash: UInt32 = 2_166_136_261
        hash = (hash ^ UInt32(message.rawValue)) &* 16_777_619
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash)
    }
}
