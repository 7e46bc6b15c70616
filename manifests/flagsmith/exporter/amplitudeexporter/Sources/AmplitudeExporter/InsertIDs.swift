internal import Pdata

/// Gives each event of one value the `insert_id` by which Amplitude knows an event that it has already.
///
/// An id says what the record says: it stays the same over retries, and tells the records of one span, or without any,
/// from each other. Records that are equal in everything are told apart by their order.
struct InsertIDs {
    private var seen: [UInt128: UInt64] = [:]

    /// The id of `record`, whose event has `type`, and whose attributes are `attributes`.
    mutating func next(
        for record: LogRecordView,
        _ type: String,
        _ attributes: [(key: String, text: String)],
        from source: StableHash
    ) -> String {
        var hash = source
        hash.combine(type)
        hash.combine(record.timeUnixNano)
        hash.combine(record.observedTimeUnixNano)
        hash.combine(record.body.owned().text)
        for (key, text) in attributes {
            hash.combine(key)
            hash.combine(text)
        }
        let trace = record.traceID.description
        let span = record.spanID.description
        hash.combine(trace)
        hash.combine(span)
        let earlier = seen[hash.value, default: 0]
        seen[hash.value] = earlier + 1
        if earlier > 0 { hash.combine(earlier) }
        let digits = hash.value.hexadecimal
        guard trace.isEmpty, span.isEmpty else { return "\(trace)-\(span)-\(digits.suffix(16))" }
        return Self.uuid(hash.value)
    }

    /// A UUID of version 8, which is made of whatever its maker likes (RFC 9562).
    private static func uuid(_ value: UInt128) -> String {
        let version: UInt128 = 0xF << 76
        let variant: UInt128 = 0b11 << 62
        let marked = value & ~version & ~variant | 8 << 76 | 0b10 << 62
        var text = ""
        for (index, digit) in marked.hexadecimal.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }
}

extension StableHash {
    /// Feeds keys and values in order.
    mutating func combine(_ attributes: [Attribute]) {
        for attribute in attributes {
            combine(attribute.key)
            combine(attribute.value.text)
        }
    }
}
