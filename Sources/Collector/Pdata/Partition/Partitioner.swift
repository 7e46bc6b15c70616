/// Sorts the records of telemetry into groups, and writes each group's telemetry.
///
/// Groups keep the order of their records. Each repeats the messages around its records, without what else they hold.
@usableFromInline
struct Partitioner: ~Copyable {
    /// A message around records: a scope, for one.
    private struct Container {
        let source: UnsafeRawPointer
        /// The fields beside those that hold what is sorted.
        let headers: [Range<Int>]
        /// The field of its parent that it is.
        let number: Int
        /// The place among the containers of the one around it; -1 when that is the request.
        let parent: Int
    }

    private struct Record {
        /// The field, with its tag.
        let source: UnsafeRawPointer
        let count: Int
        /// The place among the containers of the innermost one around it; -1 when that is the request.
        let container: Int
        let items: Int
    }

    @usableFromInline var pass: EditPass
    private let payload: Payload
    private let depth: Int
    private let schema: ContainerSchema
    private var containers: [Container] = []
    /// The place of the current container at each level below the request.
    private var current: [Int] = []
    private var groups: [[Record]] = []

    @usableFromInline
    init(_ payload: Payload, _ records: EditedRecords, _ schema: ContainerSchema) {
        self.payload = payload
        self.schema = schema
        pass = EditPass(payload, records)
        depth = records.path.count
        current = Array(repeating: -1, count: max(depth - 1, 0))
    }

    /// Puts the current record into `group`, which is at most the number of groups so far.
    @usableFromInline
    mutating func add(to group: Int, items: Int) {
        let levels = pass.splice.pointee.levels
        var parent = -1
        for level in 1..<max(depth, 1) {
            let source = levels[level].source
            let place = current[level - 1]
            if place < 0 || containers[place].source != source || containers[place].parent != parent {
                let container = Container(
                    source: source,
                    headers: Self.headers(source, levels[level].count, without: levels[level].childNumber),
                    number: levels[level].number,
                    parent: parent
                )
                containers.append(container)
                current[level - 1] = containers.count - 1
            }
            parent = current[level - 1]
        }
        let around = levels + (depth - 1)
        if group == groups.count { groups.append([]) }
        groups[group].append(
            Record(
                source: around.pointee.source + around.pointee.childStart,
                count: around.pointee.position - around.pointee.childStart,
                container: parent,
                items: items
            )
        )
    }

    /// The number of items in the current record, a resource with what belongs to it.
    @usableFromInline
    func itemsInResource() -> Int { items(schema.child(1), at: 1) }

    /// The number of items in the current record, a scope with what belongs to it.
    @usableFromInline
    func itemsInScope() -> Int {
        guard case .container(let resource)? = schema.child(1) else { return 0 }
        return items(resource.child(2), at: 2)
    }

    private func items(_ content: ContainerSchema.Content?, at index: Int) -> Int {
        let level = pass.splice.pointee.levels + index
        let bytes = UnsafeRawBufferPointer(start: level.pointee.source, count: level.pointee.count).bytes
        return content?.count(bytes, 0..<bytes.byteCount) ?? 0
    }

    /// The telemetry of each group, in the order of the groups.
    @usableFromInline
    consuming func finish() -> [Payload] {
        guard groups.count > 1 else { return groups.map { _ in payload } }
        return groups.indices.map { index in
            var output = EditBuffer()
            if index == 0 { appendRest(to: &output) }
            let records = groups[index]
            write(records[...], 0, &output)
            return Payload(segments: [output.take()], itemCount: records.reduce(0) { $0 + $1.items })
        }
    }

    /// Appends what the requests hold beside resources, which belongs to none of them.
    private func appendRest(to output: inout EditBuffer) {
        for segment in payload.segments {
            guard let base = segment.buffer.baseAddress else { continue }
            for range in Self.headers(base, segment.count, without: 1) {
                output.append(base + range.lowerBound, range.count)
            }
        }
    }

    /// Appends `records`, which lie in one message at `level`, with the messages around them below that one.
    private func write(_ records: ArraySlice<Record>, _ level: Int, _ output: inout EditBuffer) {
        var rest = records
        while let first = rest.first {
            guard let place = ancestor(of: first, level) else {
                output.append(first.source, first.count)
                rest.removeFirst()
                continue
            }
            let run = rest.prefix { ancestor(of: $0, level) == place }
            rest = rest.dropFirst(run.count)
            let container = containers[place]
            output.append(tag: container.number, .lengthDelimited)
            let lengthStart = output.count
            // Mostly as long in the end; else what follows is moved.
            output.append(varint: UInt64(run.reduce(0) { $0 + $1.count }))
            let start = output.count
            for range in container.headers { output.append(container.source + range.lowerBound, range.count) }
            write(run, level + 1, &output)
            _ = output.patch(lengthStart, start, length: output.count - start)
        }
    }

    /// The place of the container around `record` that is `level` levels below the request's children.
    private func ancestor(of record: Record, _ level: Int) -> Int? {
        var place = record.container
        var distance = depth - 2 - level
        guard distance >= 0 else { return nil }
        while distance > 0 {
            place = containers[place].parent
            distance -= 1
        }
        return place
    }

    /// Where the fields of the message at `source` lie but those called `number`, neighbours taken together.
    private static func headers(_ source: UnsafeRawPointer, _ count: Int, without number: Int) -> [Range<Int>] {
        var headers: [Range<Int>] = []
        var cursor = FieldCursor(source, 0, count)
        while cursor.next() {
            guard cursor.number != number else { continue }
            if let last = headers.last, last.upperBound == cursor.fieldStart {
                headers[headers.count - 1] = last.lowerBound..<cursor.end
            } else {
                headers.append(cursor.fieldStart..<cursor.end)
            }
        }
        return headers
    }
}
