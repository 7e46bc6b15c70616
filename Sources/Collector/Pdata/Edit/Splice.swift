internal import Glibc

/// Streams through one request after another, and writes anew what an edit changes.
///
/// Steps through the messages on a path from the request down to the records. What is not touched is not looked at; the
/// first change of a record makes the messages around it be begun in the output, up to there as they were. In the end,
/// a request without changes is still the old one.
///
/// Lives in memory of its own, which the editors that closures are given point to.
@usableFromInline
struct Splice: ~Copyable {
    /// A step of the path in which the children are whatever field holds a metric's data.
    static let metricData = -1

    /// What an edit walks through, and where in it the walk is. A request's resources, their scopes, their metrics, the
    /// metrics' data, the data's points, their exemplars: never more levels.
    let levels: UnsafeMutablePointer<SpliceLevel>
    static let capacity = 8
    /// The index of the innermost level.
    private(set) var depth = 0

    /// For the bytes of one field or value, while they are put together.
    var scratch = EditBuffer()
    private var output = EditBuffer()

    /// The items in records that were removed.
    private(set) var removedItems = 0

    init() {
        levels = .allocate(capacity: Self.capacity)
        let nowhere = UnsafeRawPointer(levels)
        for index in 0..<Self.capacity { (levels + index).initialize(to: SpliceLevel(nowhere)) }
    }

    deinit {
        levels.deinitialize(count: Self.capacity)
        levels.deallocate()
    }

    // MARK: Stepping

    /// Begins with the request in `bytes`, which must stay where it is until `endRequest`.
    mutating func beginRequest(_ bytes: UnsafeRawBufferPointer, _ path: Path) {
        guard let base = bytes.baseAddress else { return }
        depth = 0
        levels[0].enter(0, base, bytes.count)
        levels[0].beginChildren(path.number(0))
    }

    /// Steps to the next message at the end of `path`, which begins at level `top`; false after the last, when `top` is
    /// the innermost level again. The level reached is `top` plus the path's length.
    mutating func next(_ path: Path, from top: Int) -> Bool {
        let end = top &+ path.count
        if depth == end { leave() }
        while true {
            if enterChild() {
                guard depth < end else { return true }
                beginChildren(path.number(depth &- top))
                continue
            }
            guard depth > top else { return false }
            leave()
        }
    }

    /// Begins to step through the children, in field `number`, of the innermost level.
    mutating func beginChildren(_ number: Int) {
        guard number == Self.metricData else { return levels[depth].beginChildren(number) }
        let data = MetricData.field(levels[depth].draft.base, levels[depth].draft.count)
        // A metric without data has no children in any field; this one is as good as another.
        levels[depth].beginChildren(data == 0 ? MetricData.numbers[0] : data)
    }

    /// Enters the next child of the innermost level.
    private mutating func enterChild() -> Bool {
        let level = levels + depth
        let number = level.pointee.childNumber
        var cursor = FieldCursor(level.pointee.source, level.pointee.position, level.pointee.count)
        while cursor.next() {
            guard cursor.number == number, cursor.type == .lengthDelimited else { continue }
            level.pointee.childStart = cursor.fieldStart
            level.pointee.position = cursor.end
            depth &+= 1
            (level + 1).pointee.enter(number, cursor.base + cursor.start, cursor.end &- cursor.start)
            return true
        }
        level.pointee.position = level.pointee.count
        return false
    }

    /// Leaves the innermost level, and writes it if it changed.
    private mutating func leave() {
        let level = levels + depth
        depth &-= 1
        if level.pointee.isContainer {
            if level.pointee.removed > 0, level.pointee.kept == 0 { return removeCurrent(countingItems: 0) }
            endChildren(level)
        }
        let parent = level - 1
        parent.pointee.kept &+= 1
        if level.pointee.isOpen {
            let content = output.count &- level.pointee.contentStart
            _ = output.patch(level.pointee.lengthStart, level.pointee.contentStart, length: content)
        } else if level.pointee.draft.isChanged {
            flush(depth)
            output.append(tag: level.pointee.number, .lengthDelimited)
            output.append(varint: UInt64(level.pointee.draft.count))
            output.append(level.pointee.draft.base, level.pointee.draft.count)
        } else {
            return
        }
        parent.pointee.copied = parent.pointee.position
    }

    /// Leaves the innermost level, which is removed.
    mutating func remove(countingItems items: Int) {
        depth &-= 1
        removeCurrent(countingItems: items)
    }

    /// Removes the current child of the innermost level.
    private mutating func removeCurrent(countingItems items: Int) {
        let level = levels + depth
        let child = level + 1
        if child.pointee.isOpen {
            output.truncate(to: child.pointee.tagStart)
        } else {
            flush(depth)
        }
        level.pointee.copied = level.pointee.position
        level.pointee.removed &+= 1
        removedItems &+= items
    }

    // MARK: Writing

    /// Begins level `index`, and those around it, in the output, and writes it up to its current child.
    private mutating func flush(_ index: Int) {
        open(index)
        let level = levels + index
        copy(level, to: level.pointee.childStart)
    }

    private mutating func open(_ index: Int) {
        let level = levels + index
        guard !level.pointee.isOpen else { return }
        level.pointee.isOpen = true
        if index > 0 {
            flush(index &- 1)
            level.pointee.tagStart = output.count
            output.append(tag: level.pointee.number, .lengthDelimited)
            level.pointee.lengthStart = output.count
            // Mostly as long in the end as now; else what follows is moved.
            output.append(varint: UInt64(level.pointee.count))
        } else {
            _ = output.reserve(level.pointee.count &+ level.pointee.count / 8 &+ 64)
            level.pointee.tagStart = 0
        }
        level.pointee.contentStart = output.count
    }

    private mutating func copy(_ level: UnsafeMutablePointer<SpliceLevel>, to end: Int) {
        let start = level.pointee.copied
        guard end > start else { return }
        output.append(level.pointee.source + start, end &- start)
        level.pointee.copied = end
    }

    /// Ends the stepping through the children of `level`: writes the rest, if there was any change.
    private mutating func endChildren(_ level: UnsafeMutablePointer<SpliceLevel>) {
        if level.pointee.isOpen {
            copy(level, to: level.pointee.count)
            if level.pointee.header.isChanged, let base = output.base {
                let start = level.pointee.contentStart
                scratch.truncate(to: 0)
                scratch.append(base + start, output.count &- start)
                output.truncate(to: start)
                if let content = scratch.base { write(level, content, scratch.count) }
            }
        } else if level.pointee.header.isChanged {
            open(level - levels)
            write(level, level.pointee.source, level.pointee.count)
        }
        level.pointee.childNumber = 0
    }

    /// Writes the header of `level`, then the children that are among the fields at `content`.
    private mutating func write(
        _ level: UnsafeMutablePointer<SpliceLevel>,
        _ content: UnsafeRawPointer,
        _ count: Int
    ) {
        output.append(level.pointee.header.base, level.pointee.header.count)
        var cursor = FieldCursor(content, 0, count)
        var copied = 0
        while cursor.next() {
            guard cursor.number != level.pointee.childNumber else { continue }
            if cursor.fieldStart > copied { output.append(content + copied, cursor.fieldStart &- copied) }
            copied = cursor.end
        }
        output.append(content + copied, count &- copied)
    }

    /// Ends the stepping through the children of the innermost level, a record, which goes on being edited.
    mutating func endNested() {
        let level = levels + depth
        endChildren(level)
        guard level.pointee.isOpen, let base = output.base else { return }
        let start = level.pointee.contentStart
        level.pointee.draft.replace(base + start, output.count &- start)
        output.truncate(to: level.pointee.tagStart)
        level.pointee.isOpen = false
    }

    /// Gives up the stepping through the children of level `index`, a record, and whatever happened in them.
    mutating func abandonNested(_ index: Int) {
        depth = index
        let level = levels + index
        if level.pointee.isOpen { output.truncate(to: level.pointee.tagStart) }
        level.pointee.isOpen = false
        level.pointee.childNumber = 0
    }

    /// Ends the request: what has become of it, or nil when it is as it was.
    mutating func endRequest() -> Bytes? {
        endChildren(levels)
        guard levels[0].isOpen else { return nil }
        levels[0].isOpen = false
        return output.take()
    }

    // MARK: Reading and changing

    /// The message at level `index`, or the one in its field `nested`, as it is now.
    func bytes(_ index: Int, _ nested: Int = 0) -> UnsafeRawBufferPointer {
        let level = levels + index
        guard level.pointee.isContainer else { return level.pointee.draft.bytes(nested) }
        // Without the children, which may be thousands, to look for it among.
        level.pointee.header.prepare()
        return level.pointee.header.bytes(nested)
    }

    /// Changes the message at level `index`; `scratch` is free to be used.
    mutating func edit<Result, Failure: Error>(
        _ index: Int,
        _ body: (inout MessageDraft, inout EditBuffer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let level = levels + index
        scratch.truncate(to: 0)
        guard level.pointee.isContainer else { return try body(&level.pointee.draft, &scratch) }
        return try body(&level.pointee.header, &scratch)
    }
}

extension Splice {
    /// The field numbers that lead from a message down to the ones that are edited.
    @usableFromInline
    struct Path: Sendable {
        @usableFromInline let count: Int
        private let numbers: (Int, Int, Int, Int, Int)

        init(_ first: Int, _ second: Int = 0, _ third: Int = 0, _ fourth: Int = 0, _ fifth: Int = 0) {
            numbers = (first, second, third, fourth, fifth)
            count = fifth != 0 ? 5 : fourth != 0 ? 4 : third != 0 ? 3 : second != 0 ? 2 : 1
        }

        func number(_ index: Int) -> Int {
            switch index {
            case 0: numbers.0
            case 1: numbers.1
            case 2: numbers.2
            case 3: numbers.3
            default: numbers.4
            }
        }

        static let resources = Path(1)
        static let scopes = Path(1, 2)
        /// Spans, metrics or log records.
        static let records = Path(1, 2, 2)
        static let dataPoints = Path(1, 2, 2, metricData, 1)
        static let samples = Path(1, 2, 2, 2)
        /// From a metric to its data points.
        static let pointsOfMetric = Path(metricData, 1)
    }
}

/// The fields of a metric that hold its data points.
enum MetricData {
    /// Gauge, sum, histogram, exponential histogram, summary.
    static let numbers = [5, 7, 9, 10, 11]

    /// The field of the metric at `base` that holds its data; 0 when there is none.
    static func field(_ base: UnsafeRawPointer, _ count: Int) -> Int {
        var cursor = FieldCursor(base, 0, count)
        while cursor.next() {
            switch cursor.number {
            case 5, 7, 9, 10, 11: return cursor.number
            default: continue
            }
        }
        return 0
    }
}
