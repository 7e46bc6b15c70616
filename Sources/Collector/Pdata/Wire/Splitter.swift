/// Cuts requests into parts of a bounded number of items.
///
/// Requests and containers that fit are taken whole, as ranges; only the containers around a cut are written anew.
struct Splitter {
    /// A container around the current place, with what the current part has of it.
    private struct Level {
        let number: Int
        let headers: [Range<Int>]
        var pieces: [Piece] = []
    }

    /// A part of a message: fields as they lie in the request, or a container cut out of it.
    private enum Piece {
        case range(Range<Int>)
        indirect case container(number: Int, [Piece], size: Int)

        var size: Int {
            switch self {
            case .range(let range): range.count
            case .container(let number, _, let size):
                ByteBuilder.varintSize(UInt64(number) << 3) + ByteBuilder.varintSize(UInt64(size)) + size
            }
        }
    }

    private let maxItems: Int
    private var levels: [Level] = []
    private var segments: [Bytes] = []
    private var items = 0
    private var parts: [Payload] = []

    private init(maxItems: Int) {
        self.maxItems = maxItems
    }

    /// The parts of `payload`, telemetry of `signal`, of at most `maxItems` items each.
    static func split(_ payload: Payload, maxItems: Int, _ signal: Signal) -> [Payload] {
        let schema = ContainerSchema.request(signal)
        var splitter = Splitter(maxItems: max(maxItems, 1))
        for segment in payload.segments { splitter.add(segment, schema) }
        splitter.finishPart()
        return splitter.parts
    }

    private mutating func add(_ segment: Bytes, _ schema: ContainerSchema) {
        let whole = 0..<segment.count
        let count = schema.count(segment.span, whole)
        guard items + count > maxItems else {
            segments.append(segment)
            items += count
            return
        }
        enter(0, schema, segment, whole)
        leave(segment)
    }

    /// Takes what the container at `range` holds, cutting it where a part is full.
    private mutating func enter(_ number: Int, _ schema: ContainerSchema, _ segment: Bytes, _ range: Range<Int>) {
        let headers = Self.headers(schema, segment, range)
        levels.append(Level(number: number, headers: schema.repeatsHeaders ? headers : []))
        if !schema.repeatsHeaders { headers.forEach { append(.range($0)) } }

        var cursor = WireCursor(segment.span, range)
        while cursor.next() {
            guard let content = schema.child(cursor.number) else { continue }
            let count = content.count(segment.span, cursor.range)
            if items + count <= maxItems {
                append(.range(cursor.fieldRange))
                items += count
                continue
            }
            if case .container(let child) = content {
                enter(cursor.number, child, segment, cursor.range)
                leaveContainer()
                continue
            }
            if items > 0 { cut(segment) }
            append(.range(cursor.fieldRange))
            items += count
        }
    }

    /// Where the fields lie that are not children of the message at `range`.
    private static func headers(_ schema: ContainerSchema, _ segment: Bytes, _ range: Range<Int>) -> [Range<Int>] {
        var headers: [Range<Int>] = []
        var cursor = WireCursor(segment.span, range)
        while cursor.next() {
            if schema.child(cursor.number) == nil { headers.append(cursor.fieldRange) }
        }
        return headers
    }

    private mutating func append(_ piece: Piece) {
        let level = levels.count - 1
        if case .range(let next) = piece, case .range(let last)? = levels[level].pieces.last,
            last.upperBound == next.lowerBound
        {
            levels[level].pieces[levels[level].pieces.count - 1] = .range(last.lowerBound..<next.upperBound)
        } else {
            levels[level].pieces.append(piece)
        }
    }

    /// Closes the innermost container and adds what the current part has of it to the one around it.
    private mutating func leaveContainer() {
        guard let level = levels.popLast(), let container = Self.container(level) else { return }
        append(container)
    }

    /// Closes the request and adds what the current part has of it.
    private mutating func leave(_ segment: Bytes) {
        guard let level = levels.popLast() else { return }
        write(level, segment)
    }

    /// Ends the current part in the middle of a request; the containers around the cut go on in the next part.
    private mutating func cut(_ segment: Bytes) {
        var inner: Piece?
        for index in levels.indices.reversed() where index > 0 {
            var level = levels[index]
            if let inner { level.pieces.append(inner) }
            inner = Self.container(level)
            levels[index].pieces = []
        }
        if let inner { levels[0].pieces.append(inner) }
        write(levels[0], segment)
        levels[0].pieces = []
        finishPart()
    }

    private static func container(_ level: Level) -> Piece? {
        guard !level.pieces.isEmpty else { return nil }
        let pieces = level.headers.map(Piece.range) + level.pieces
        return .container(number: level.number, pieces, size: pieces.reduce(0) { $0 + $1.size })
    }

    private mutating func write(_ request: Level, _ segment: Bytes) {
        guard !request.pieces.isEmpty else { return }
        let pieces = request.headers.map(Piece.range) + request.pieces
        var output = ByteBuilder(capacity: pieces.reduce(0) { $0 + $1.size })
        Self.write(pieces, segment, into: &output)
        segments.append(output.finish())
    }

    private static func write(_ pieces: [Piece], _ segment: Bytes, into output: inout ByteBuilder) {
        for piece in pieces {
            switch piece {
            case .range(let range):
                output.append(segment.span.extracting(range))
            case .container(let number, let pieces, let size):
                output.append(tag: number, .lengthDelimited)
                output.append(varint: UInt64(size))
                write(pieces, segment, into: &output)
            }
        }
    }

    private mutating func finishPart() {
        guard !segments.isEmpty else { return }
        parts.append(Payload(segments: segments, itemCount: items))
        segments = []
        items = 0
    }
}
