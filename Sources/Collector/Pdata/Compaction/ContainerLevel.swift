internal import Glibc

/// Which of the messages around records one is.
enum ContainerLevel {
    case request
    case resource
    case scope
    case metric
    case metricData

    /// The level of the messages in this one that hold further ones.
    var inner: ContainerLevel {
        switch self {
        case .request: .resource
        case .resource: .scope
        case .scope: .metric
        case .metric, .metricData: .metricData
        }
    }

    /// Whether there are records in `message`, of `schema`; whether they hold items does not matter.
    func holdsRecords(_ message: UnsafeRawBufferPointer, _ schema: ContainerSchema) -> Bool {
        let bytes = message.bytes
        guard self == .resource else { return schema.hasChildren(bytes, 0..<bytes.byteCount) }
        var cursor = WireCursor(bytes, 0..<bytes.byteCount)
        while cursor.next() {
            if case .container(let scope)? = schema.child(cursor.number), scope.hasChildren(bytes, cursor.range) {
                return true
            }
        }
        return false
    }

    /// What `message`, of `schema`, has in common with equal ones: all but what it contains, the order of fields and
    /// attributes, and how many attributes senders left out.
    func identity(of message: UnsafeRawBufferPointer, _ schema: ContainerSchema) -> [UInt8] {
        var identity: [UInt8] = []
        switch self {
        case .request, .metricData:
            break
        case .resource:
            append(message, besides: 2, &identity, taking: 1, apart: 2)
        case .scope:
            append(message, besides: 2, &identity, taking: 1, apart: 4)
        case .metric:
            Self.appendFields(message, &identity) { schema.child($0) == nil }
            guard let base = message.baseAddress else { break }
            var cursor = FieldCursor(base, 0, message.count)
            while cursor.next() {
                guard case .container(let data)? = schema.child(cursor.number) else { continue }
                identity += [0, UInt8(truncatingIfNeeded: cursor.number)]
                Self.appendFields(cursor.payload, &identity) { data.child($0) == nil }
            }
        }
        return identity
    }

    /// Appends the fields of `message` but those called `children`, the message in field `nested` without its fields
    /// called `omitted`.
    private func append(
        _ message: UnsafeRawBufferPointer,
        besides children: Int,
        _ identity: inout [UInt8],
        taking nested: Int,
        apart omitted: Int
    ) {
        Self.appendFields(message, &identity) { $0 != children && $0 != nested }
        guard let base = message.baseAddress else { return }
        var cursor = FieldCursor(base, 0, message.count)
        while cursor.next() {
            guard cursor.number == nested else { continue }
            var inside: [UInt8] = []
            Self.appendFields(cursor.payload, &inside) { $0 != omitted }
            // A tag that no field has tells what follows from what comes before.
            if !inside.isEmpty { identity += [0] + inside }
        }
    }

    /// Appends the fields of `message` whose numbers meet `condition`, sorted; those that mean nothing are left out.
    private static func appendFields(
        _ message: UnsafeRawBufferPointer,
        _ identity: inout [UInt8],
        where condition: (Int) -> Bool
    ) {
        guard let base = message.baseAddress else { return }
        var fields: [UnsafeRawBufferPointer] = []
        var cursor = FieldCursor(base, 0, message.count)
        while cursor.next() {
            guard condition(cursor.number) else { continue }
            let isEmpty = cursor.type == .lengthDelimited ? cursor.payload.isEmpty : cursor.value == 0
            guard !isEmpty else { continue }
            fields.append(
                UnsafeRawBufferPointer(start: base + cursor.fieldStart, count: cursor.end - cursor.fieldStart)
            )
        }
        fields.sort { precedes($0, $1) }
        for field in fields { identity += field }
    }

    private static func precedes(_ lhs: UnsafeRawBufferPointer, _ rhs: UnsafeRawBufferPointer) -> Bool {
        guard let left = lhs.baseAddress, let right = rhs.baseAddress else { return lhs.count < rhs.count }
        let order = memcmp(left, right, min(lhs.count, rhs.count))
        return order == 0 ? lhs.count < rhs.count : order < 0
    }
}
