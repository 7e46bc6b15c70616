import Fuzzing
import Pdata

@testable import CollectorNet

/// Parses HTTP/1.1, or what a proxy answers, in one piece and in many: both must say the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    let flags = input.byte()
    let role: HTTP1Parser.Role = flags & 1 == 0 ? .request : .response
    let toHead = flags & 2 != 0
    let step = Int(flags >> 2) + 1
    if role == .request, toHead {
        let kind = input.byte()
        let whole = handshake(kind, input.rest, step: max(input.rest.count, 1))
        let pieces = handshake(kind, input.rest, step: step)
        require(whole == pieces, "pieces say:\n\(pieces)\nthe whole says:\n\(whole)")
        return 0
    }
    let whole = transcript(role, input.rest, step: max(input.rest.count, 1), toHead: toHead)
    let pieces = transcript(role, input.rest, step: step, toHead: toHead)
    require(whole == pieces, "pieces say:\n\(pieces)\nthe whole says:\n\(whole)")
    return 0
}

/// Everything that a parser says about `stream`, cut every `step` bytes, and its end.
private func transcript(
    _ role: HTTP1Parser.Role,
    _ stream: UnsafeRawBufferPointer,
    step: Int,
    toHead: Bool
) -> String {
    var parser = HTTP1Parser(role)
    if role == .response { parser.expectResponse(toHead: toHead) }
    var text = ""
    var body: [UInt8] = []
    func note(_ event: HTTP1Parser.Event, _ input: Bytes) {
        switch event {
        case .request(let head):
            text += "\(head.method) \(head.path)?\(head.query) \(head.headers.fields) \(head.body) \(head.keepsAlive)\n"
        case .response(let head):
            text += "\(head.status) \(head.headers.fields) \(head.body) \(head.keepsAlive)\n"
        case .body(let range):
            body += input.slice(range).array
        case .end:
            text += "\(body)\n"
            body = []
        }
    }
    do {
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = Bytes(copying: UnsafeRawBufferPointer(rebasing: rest.prefix(step)))
            rest = rest.dropFirst(step)
            var offset = 0
            while let event = try parser.next(piece.span, from: &offset) {
                note(event, piece)
                require(offset <= piece.count, "the parser went beyond its input")
            }
            require(offset == piece.count, "the parser left something over")
        }
        while let event = try parser.finish() { note(event, Bytes()) }
    } catch {
        text += "\(body) \(error)"
    }
    return text
}

/// Everything that a client says to a proxy that answers with `stream`, cut every `step` bytes, and how that ends.
private func handshake(_ kind: UInt8, _ stream: UnsafeRawBufferPointer, step: Int) -> String {
    let credentials = kind & 1 == 0 ? nil : ProxyCredentials(parsing: "user:password")
    var text = ""
    do {
        var handshake: any ProxyHandshake =
            kind & 2 == 0
            ? try SOCKS5Handshake(to: "backend.example", port: 4318, credentials)
            : ConnectHandshake(to: "backend.example:4318", credentials)
        text += "\(handshake.opening)\n"
        var taken = 0
        while taken < stream.count {
            let piece = Bytes(copying: UnsafeRawBufferPointer(rebasing: stream[taken...].prefix(step)))
            var offset = 0
            var isComplete = true
            while isComplete {
                switch try handshake.next(piece.span, from: &offset) {
                case .more: isComplete = false
                case .send(let bytes): text += "\(bytes)\n"
                case .open: return text + "open, \(stream.count - taken - offset) bytes left"
                }
                require(offset <= piece.count, "the handshake went beyond its input")
            }
            require(offset == piece.count, "the handshake left something over")
            taken += piece.count
        }
        text += "waits for an answer to \(handshake.pending)"
    } catch {
        text += "\(error)"
    }
    return text
}
