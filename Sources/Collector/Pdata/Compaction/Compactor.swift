/// Puts what lies under equal resources, scopes and metrics under one of them, and leaves out those without anything.
///
/// Copies records as they are, and of equal messages around them the first one's fields.
struct Compactor {
    /// A message around records.
    private struct Container {
        /// The field of its parent that it is.
        let number: Int
        /// The fields beside those that hold what it contains.
        let headers: [UnsafeRawBufferPointer]
        var children: [Child] = []
        /// Where the containers among its children are, by what makes them equal.
        var places: [[UInt8]: Int] = [:]
        /// About how long it will be.
        var byteCount = 0
    }

    private enum Child {
        /// A field, with its tag.
        case record(UnsafeRawBufferPointer)
        /// The place among the containers.
        case container(Int)
    }

    /// The request, then what is in it.
    private var containers: [Container] = []
    private var isChanged = false
    private let joinsMetrics: Bool

    private init(joinsMetrics: Bool) {
        self.joinsMetrics = joinsMetrics
    }

    /// `payload`, requests of `schema`, compacted; the same when there is nothing to put together.
    static func compact(_ payload: Payload, _ schema: ContainerSchema, joinsMetrics: Bool = true) -> Payload {
        var compactor = Compactor(joinsMetrics: joinsMetrics)
        return withExtendedLifetime(payload) { compactor.compact(payload, schema) }
    }

    private mutating func compact(_ payload: Payload, _ schema: ContainerSchema) -> Payload {
        let requests = payload.segments.map(\.buffer)
        containers = [
            Container(number: 0, headers: requests.flatMap { Self.fields($0) { schema.child($0) == nil } })
        ]
        for request in requests { read(request, schema, into: 0, at: .request) }
        guard isChanged else { return payload }
        var output = EditBuffer()
        _ = output.reserve(payload.byteCount)
        write(0, &output)
        let bytes = output.take()
        return Payload(segments: bytes.isEmpty ? [] : [bytes], itemCount: payload.itemCount)
    }

    // MARK: Reading

    private mutating func read(
        _ message: UnsafeRawBufferPointer,
        _ schema: ContainerSchema,
        into parent: Int,
        at level: ContainerLevel
    ) {
        guard let base = message.baseAddress else { return }
        var cursor = FieldCursor(base, 0, message.count)
        while cursor.next() {
            guard let content = schema.child(cursor.number) else { continue }
            let field = UnsafeRawBufferPointer(start: base + cursor.fieldStart, count: cursor.end - cursor.fieldStart)
            containers[parent].byteCount += field.count
            // A metric without points is kept, and by itself.
            guard case .container(let inner) = content,
                level != .scope || joinsMetrics && content.hasItems(cursor.payload)
            else {
                containers[parent].children.append(.record(field))
                continue
            }
            guard level.inner.holdsRecords(cursor.payload, inner) else {
                isChanged = true
                continue
            }
            let place = place(of: cursor.payload, inner, number: cursor.number, in: parent, at: level.inner)
            read(cursor.payload, inner, into: place, at: level.inner)
        }
    }

    /// The place of the container that `message` goes into: an equal one, or a new one.
    private mutating func place(
        of message: UnsafeRawBufferPointer,
        _ schema: ContainerSchema,
        number: Int,
        in parent: Int,
        at level: ContainerLevel
    ) -> Int {
        let identity = level.identity(of: message, schema)
        if let place = containers[parent].places[identity] {
            isChanged = true
            return place
        }
        let place = containers.count
        let headers = Self.fields(message) { schema.child($0) == nil }
        containers.append(Container(number: number, headers: headers))
        containers[parent].children.append(.container(place))
        containers[parent].places[identity] = place
        return place
    }

    /// The fields of `message` whose numbers meet `condition`.
    static func fields(
        _ message: UnsafeRawBufferPointer,
        where condition: (Int) -> Bool
    ) -> [UnsafeRawBufferPointer] {
        guard let base = message.baseAddress else { return [] }
        var fields: [UnsafeRawBufferPointer] = []
        var cursor = FieldCursor(base, 0, message.count)
        while cursor.next() {
            guard condition(cursor.number) else { continue }
            fields.append(
                UnsafeRawBufferPointer(start: base + cursor.fieldStart, count: cursor.end - cursor.fieldStart)
            )
        }
        return fields
    }

    // MARK: Writing

    private func write(_ place: Int, _ output: inout EditBuffer) {
        let container = containers[place]
        for header in container.headers { Self.append(header, &output) }
        for child in container.children {
            switch child {
            case .record(let field):
                Self.append(field, &output)
            case .container(let place):
                output.append(tag: containers[place].number, .lengthDelimited)
                let lengthStart = output.count
                // Mostly as long in the end; else what follows is moved.
                output.append(varint: UInt64(containers[place].byteCount))
                let start = output.count
                write(place, &output)
                _ = output.patch(lengthStart, start, length: output.count - start)
            }
        }
    }

    private static func append(_ bytes: UnsafeRawBufferPointer, _ output: inout EditBuffer) {
        if let base = bytes.baseAddress { output.append(base, bytes.count) }
    }
}

extension ContainerSchema.Content {
    fileprivate func hasItems(_ message: UnsafeRawBufferPointer) -> Bool {
        count(message.bytes, 0..<message.count) > 0
    }
}
