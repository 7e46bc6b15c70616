internal import Glibc

/// An incremental parser of HTTP/1.1 requests or responses.
///
/// Strict where laxness lets a proxy and us disagree on where a message ends: one `Content-Length` of digits only,
/// never together with `Transfer-Encoding`, no folded fields, no bare line feed, no space before a colon, `chunked` as
/// the only transfer coding. Source: RFC 9112 and RFC 9110.
///
/// The caller hands in what arrived, and asks for events until there are none; only an unfinished line is copied.
struct HTTP1Parser {
    enum Role {
        case request
        case response
    }

    enum Event {
        case request(HTTP1RequestHead)
        case response(HTTP1ResponseHead)
        /// A part of the body: the bytes at this range of the input.
        case body(Range<Int>)
        /// The message is complete; the next one may begin.
        case end
    }

    private enum State {
        case startLine
        case fields
        case fixedBody(left: Int)
        case bodyUntilClose
        case chunkLine
        case chunk(left: Int)
        case chunkEnd
        case trailers
        case end
        case failed(HTTP1Error)
    }

    private let role: Role
    private let limits: HTTP1Limits
    private var state = State.startLine
    private var line: [UInt8] = []
    private var fieldBytes = 0
    private var fieldCount = 0
    private var extensionBytes = 0
    private var interimCount = 0
    private var skippedEmptyLine = false
    private var start = HTTP1StartLine.none
    private var headers = HTTPHeaders()
    private var isAnswerToHead = false

    init(_ role: Role, limits: HTTP1Limits = HTTP1Limits()) {
        self.role = role
        self.limits = limits
    }

    /// Whether no byte of a next message has been seen.
    var isBetweenMessages: Bool {
        if case .startLine = state { line.isEmpty } else { false }
    }

    /// The bytes of the last message's header fields.
    private(set) var headerSize = 0

    /// The bytes that are kept of a header whose end has not come.
    var pendingSize: Int { line.count + fieldBytes }

    /// How many bytes of the body, or of its chunk, are still to come, as far as that is known.
    var bodyLeft: Int {
        switch state {
        case .fixedBody(let left), .chunk(let left): left
        default: 0
        }
    }

    /// Says what the next response answers: one to HEAD has no body, whatever its fields say.
    mutating func expectResponse(toHead: Bool) {
        isAnswerToHead = toHead
        interimCount = 0
    }

    /// The next event in `input`, read from `offset` on; `offset` moves past what was taken.
    ///
    /// Returns nil when all of `input` is taken. After an error every call throws the same.
    mutating func next(_ input: RawSpan, from offset: inout Int) throws(HTTP1Error) -> Event? {
        do throws(HTTP1Error) {
            return try advance(input, &offset)
        } catch {
            state = .failed(error)
            line = []
            throw error
        }
    }

    /// The last event, when the peer has closed its side.
    ///
    /// - Throws: when a message is cut short by it.
    mutating func finish() throws(HTTP1Error) -> Event? {
        switch state {
        case .failed(let error): throw error
        case .bodyUntilClose, .end:
            state = .startLine
            return .end
        case .startLine where line.isEmpty: return nil
        default: throw HTTP1Error("the connection was closed in the middle of a message")
        }
    }

    private mutating func advance(_ input: RawSpan, _ offset: inout Int) throws(HTTP1Error) -> Event? {
        while true {
            switch state {
            case .failed(let error): throw error
            case .startLine:
                guard try takeLine(input, &offset, .start) else { return nil }
                try parseStartLine()
            case .fields:
                guard try takeFieldLine(input, &offset) else { return nil }
                if let event = try parseField() { return event }
            case .fixedBody(let left):
                let count = min(left, input.byteCount - offset)
                guard count > 0 else { return nil }
                state = count == left ? .end : .fixedBody(left: left - count)
                return body(count, &offset)
            case .bodyUntilClose:
                let count = input.byteCount - offset
                return count > 0 ? body(count, &offset) : nil
            case .chunkLine:
                guard try takeLine(input, &offset, .chunk) else { return nil }
                try parseChunkLine()
            case .chunk(let left):
                let count = min(left, input.byteCount - offset)
                guard count > 0 else { return nil }
                state = count == left ? .chunkEnd : .chunk(left: left - count)
                return body(count, &offset)
            case .chunkEnd:
                guard try takeLine(input, &offset, .chunkEnd) else { return nil }
                line.removeAll(keepingCapacity: true)
                state = .chunkLine
            case .trailers:
                guard try takeFieldLine(input, &offset) else { return nil }
                try parseTrailer()
            case .end:
                state = .startLine
                return .end
            }
        }
    }

    private func body(_ count: Int, _ offset: inout Int) -> Event {
        let range = offset..<offset + count
        offset += count
        return .body(range)
    }

    // MARK: Lines

    private enum Line {
        case start
        case field
        case chunk
        case chunkEnd
    }

    private func limit(of line: Line) -> Int {
        switch line {
        case .start: limits.startLine
        case .field: limits.fields - fieldBytes
        case .chunk: limits.chunkLine
        case .chunkEnd: 0
        }
    }

    private func tooLong(_ line: Line) -> HTTP1Error {
        switch line {
        case .start where role == .request: HTTP1Error("the request line is too long", status: 414)
        case .start: HTTP1Error("the status line is too long")
        case .field: HTTP1Error("the header fields are more than \(limits.fields) bytes", status: 431)
        case .chunk: HTTP1Error("the line before a chunk is too long")
        case .chunkEnd: HTTP1Error("a chunk is longer than its size says")
        }
    }

    private mutating func takeFieldLine(_ input: RawSpan, _ offset: inout Int) throws(HTTP1Error) -> Bool {
        guard try takeLine(input, &offset, .field) else { return false }
        fieldBytes += line.count
        return true
    }

    /// Moves bytes up to a line's end into `line`, without the CRLF; false when the input ends before the line does.
    private mutating func takeLine(
        _ input: RawSpan,
        _ offset: inout Int,
        _ kind: Line
    ) throws(HTTP1Error) -> Bool {
        let from = offset
        // Two more than the limit, for CR and LF.
        let most = limit(of: kind) + 2
        let end: Int? = input.withUnsafeBytes { bytes in
            guard from < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + from, 0x0a, bytes.count - from)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
        let stop = end.map { $0 + 1 } ?? input.byteCount
        guard line.count + (stop - from) <= most else { throw tooLong(kind) }
        input.withUnsafeBytes { line.append(contentsOf: $0[from..<stop]) }
        offset = stop
        guard end != nil else {
            guard line.count < most else { throw tooLong(kind) }
            return false
        }
        guard line.count >= 2, line[line.count - 2] == 0x0d else {
            throw HTTP1Error("a line ends in LF without CR")
        }
        line.removeLast(2)
        return true
    }

    // MARK: Head

    private mutating func parseStartLine() throws(HTTP1Error) {
        defer { line.removeAll(keepingCapacity: true) }
        if role == .request, line.isEmpty, !skippedEmptyLine {
            // RFC 9112 section 2.2: an empty line before a request is passed over; one of them.
            skippedEmptyLine = true
            return
        }
        start = try role == .request ? HTTP1StartLine(request: line) : HTTP1StartLine(status: line)
        headers = HTTPHeaders()
        fieldBytes = 0
        fieldCount = 0
        extensionBytes = 0
        skippedEmptyLine = false
        state = .fields
    }

    private mutating func parseField() throws(HTTP1Error) -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.isEmpty else {
            let (name, value) = try field()
            headers.append(name, value)
            return nil
        }
        headerSize = fieldBytes
        fieldBytes = 0
        fieldCount = 0
        switch start {
        case .request(let request):
            let head = try request.head(headers)
            state = Self.state(for: head.body)
            return .request(head)
        case .response(let response) where response.status < 200:
            interimCount += 1
            guard response.status != 101 else {
                throw HTTP1Error("the server switched protocols, which nobody asked for")
            }
            guard interimCount <= limits.interimResponses else {
                throw HTTP1Error("more than \(limits.interimResponses) interim responses")
            }
            state = .startLine
            return nil
        case .response(let response):
            let head = try response.head(headers, isAnswerToHead: isAnswerToHead)
            state = Self.state(for: head.body)
            return .response(head)
        case .none: throw HTTP1Error("a header section without a start line")
        }
    }

    private static func state(for body: HTTP1Body) -> State {
        switch body {
        case .none, .length(0): .end
        case .length(let count): .fixedBody(left: count)
        case .chunked: .chunkLine
        case .untilClose: .bodyUntilClose
        }
    }

    private mutating func parseTrailer() throws(HTTP1Error) {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.isEmpty else {
            // Checked and dropped: nothing that we serve has a meaning for trailers.
            _ = try field()
            return
        }
        state = .end
    }

    private mutating func field() throws(HTTP1Error) -> (name: String, value: String) {
        fieldCount += 1
        guard fieldCount <= limits.fieldCount else {
            throw HTTP1Error("more than \(limits.fieldCount) header fields", status: 431)
        }
        return try HTTP1Syntax.field(line)
    }

    // MARK: Chunks

    private mutating func parseChunkLine() throws(HTTP1Error) {
        defer { line.removeAll(keepingCapacity: true) }
        let digits = line.prefix { HTTP1Syntax.hexValue($0) != nil }
        // Fifteen digits fit into an Int; no body comes near.
        guard (1...15).contains(digits.count) else { throw HTTP1Error("a chunk has no proper size") }
        let size = digits.reduce(0) { $0 << 4 | Int(HTTP1Syntax.hexValue($1) ?? 0) }
        let rest = line.dropFirst(digits.count)
        let extensions = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard extensions.isEmpty ? rest.isEmpty : extensions.first == UInt8(ascii: ";") else {
            throw HTTP1Error("a chunk's size is followed by something else than an extension")
        }
        guard rest.allSatisfy(HTTP1Syntax.isFieldByte) else {
            throw HTTP1Error("a chunk extension contains a control character")
        }
        extensionBytes += rest.count
        guard extensionBytes <= limits.chunkExtensions else {
            throw HTTP1Error("more than \(limits.chunkExtensions) bytes of chunk extensions")
        }
        state = size == 0 ? .trailers : .chunk(left: size)
    }
}
