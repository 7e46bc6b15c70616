internal import Pdata

/// The W3C trace state: a list of keys with values.
enum TraceState {
    /// The trace state in field `number`, or the value of a key of it.
    static func access(_ place: MessagePlace, _ number: Int, _ keys: [PathKey], _ path: String) -> PathAccess {
        guard let key = keys.first else {
            return PathAccess(
                { .text(place.message($0).payload(number)) },
                set: { (evaluation, value) throws(EvaluationError) in
                    place.message(evaluation).set(number, text: try value.expectString(path))
                }
            )
        }
        return PathAccess(
            { (evaluation) throws(EvaluationError) in
                let key = try key.resolved(evaluation).mapKey
                guard let entries = entries(place.message(evaluation).payload(number).string),
                    let entry = entries.first(where: { $0.key == key })
                else { return .none }
                return .string(entry.value)
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let key = try key.resolved(evaluation).mapKey
                let message = place.message(evaluation)
                guard let text = value.string, let entries = entries(message.payload(number).string) else { return }
                let new = [(key: key, value: text)] + entries.filter { $0.key != key }
                // What makes no trace state is not written.
                let joined = new.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
                guard self.entries(joined) != nil else { return }
                message.set(number, text: joined)
            }
        )
    }

    /// The entries of `text`; nil when it is no trace state. Source: W3C Trace Context, section 3.3.
    private static func entries(_ text: String) -> [(key: String, value: String)]? {
        var entries: [(key: String, value: String)] = []
        for member in text.utf8.split(separator: UInt8(ascii: ",")) {
            let member = trimmed(Array(member))
            guard !member.isEmpty else { continue }
            guard let equal = member.firstIndex(of: UInt8(ascii: "=")), isKey(member[..<equal]),
                isValue(member[(equal + 1)...])
            else { return nil }
            let key = String(decoding: member[..<equal], as: UTF8.self)
            guard !entries.contains(where: { $0.key == key }) else { return nil }
            entries.append((key, String(decoding: member[(equal + 1)...], as: UTF8.self)))
        }
        return entries.count <= 32 ? entries : nil
    }

    private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var text = text[...]
        while let first = text.first, isSpace(first) { text.removeFirst() }
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }

    private static func isKey(_ key: ArraySlice<UInt8>) -> Bool {
        guard let first = key.first, key.count <= 256 else { return false }
        func isSmall(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        return (isSmall(first) || isDigit(first))
            && key.allSatisfy { isSmall($0) || isDigit($0) || "_-*/@".utf8.contains($0) }
    }

    private static func isValue(_ value: ArraySlice<UInt8>) -> Bool {
        !value.isEmpty && value.count <= 256 && value.last != 0x20
            && value.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}
