/// Cuts requests into parts of a bounded number of items or bytes.
///
/// Requests and containers that fit are taken whole, as ranges; only the containers around a cut are written anew.
struct Splitter {
    /// How much one part may hold.
    enum Limit {
        case items(Int)
        case bytes(Int)
    }

    /// A container around the current place, with what the current part has of it.
    private struct Level {
        let number: Int
        let headers: [Range<Int>]
        var pieces: [Piece] = []
        /// The length of the pieces.
        var size = 0

        var headersSize: Int { headers.reduce(0) { $0 + $1.count } }
    }

    /// A part of a message: fields as they lie in the request, or a container cut out of it.
    private enum Piece {
        case range(Range<Int>)
        indirect case container(number: Int, [Piece], size: Int)

        var size: Int {
            switch self {
            case .range(let range): range.count
            case .container(let number, _, let size):
                Splitter.fieldSize(number, size)
            }
        }
    }

    private let limit: Limit
    private var levels: [Level] = []
    private var segments: [Bytes] = []
    private var segmentsSize = 0
    private var items = 0
    private var parts: [Payload] = []

    private init(_ limit: Limit) {
        self.limit = limit
    }

    /// The parts of `payload`, requests of `schema`, of at most `limit` each; a record beyond it is a part by itself.
    static func split(_ payload: Payload, _ limit: Limit, _ schema: ContainerSchema) -> [Payload] {
        var splitter = Splitter(limit)
        for segment in payload.segments { splitter.add(segment, schema) }
        splitter.finishPart()
        return splitter.parts
    }

    private mutating func add(_ segment: Bytes, _ schema: ContainerSchema) {
        let whole = 0..<segment.count
        let count = schema.count(segment.span, whole)
        guard !fits(segment.count, count) else {
            segments.append(segment)
            segmentsSize += segment.count
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
        if !schema.repeatsHeaders {
            for header in headers {
                if !fits(header.count, 0), !isPartEmpty { cut(segment) }
                append(.range(header))
            }
        }

        var cursor = WireCursor(segment.span, range)
        while cursor.next() {
            guard let content = schema.child(cursor.number) else { continue }
            let count = content.count(segment.span, cursor.range)
            if fits(cursor.fieldRange.count, count) {
                append(.range(cursor.fieldRange))
                items += count
                continue
            }
            if case .container(let child) = content, child.hasChildren(segment.span, cursor.range) {
                enter(cursor.number, child, segment, cursor.range)
                leaveContainer()
                continue
            }
            if !isPartEmpty { cut(segment) }
            append(.range(cursor.fieldRange))
            items += count
        }
    }

    /// Whether the current part can take `size` bytes of `count` items at the current place.
    private func fits(_ size: Int, _ count: Int) -> Bool {
        switch limit {
        case .items(let limit):
            return items + count <= max(limit, 1)
        case .bytes(let limit):
            guard let innermost = levels.last else { return segmentsSize + size <= limit }
            var total = innermost.headersSize + innermost.size + size
            var number = innermost.number
            for level in levels.dropLast().reversed() {
                total = level.headersSize + level.size + Self.fieldSize(number, total)
                number = level.number
            }
            return segmentsSize + total <= limit
        }
    }

    /// Whether the current part has nothing yet that would make a part by itself.
    private var isPartEmpty: Bool {
        switch limit {
        case .items: items == 0
        case .bytes: segments.isEmpty && levels.allSatisfy(\.pieces.isEmpty)
        }
    }

    /// The length of a field `number` that holds `size` bytes.
    private static func fieldSize(_ number: Int, _ size: Int) -> Int {
        ByteBuilder.varintSize(UInt64(number) << 3) + ByteBuilder.varintSize(UInt64(size)) + size
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
        levels[level].size += piece.size
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
            levels[index].size = 0
        }
        if let inner { levels[0].pieces.append(inner) }
        write(levels[0], segment)
        levels[0].pieces = []
        levels[0].size = 0
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
        let bytes = output.finish()
        segments.append(bytes)
        segmentsSize += bytes.count
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
        segmentsSize = 0
        items = 0
    }
}
