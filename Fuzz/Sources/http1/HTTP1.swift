import Fuzzing
import Pdata

@testable import CollectorNet

/// Parses HTTP/1.1 in one piece and in many: both must say the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    let flags = input.byte()
    let role: HTTP1Parser.Role = flags & 1 == 0 ? .request : .response
    let toHead = flags & 2 != 0
    let step = Int(flags >> 2) + 1
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
