import Pdata

@testable import CollectorNet

/// Everything that a parser says about a connection's bytes, as one text that does not depend on how they were cut.
struct HTTP1Transcript {
    private(set) var text = ""
    private(set) var error: HTTP1Error?
    private var parser: HTTP1Parser
    private var body: [UInt8] = []

    init(_ role: HTTP1Parser.Role, limits: HTTP1Limits = HTTP1Limits(), toHead: Bool = false) {
        parser = HTTP1Parser(role, limits: limits)
        if role == .response { parser.expectResponse(toHead: toHead) }
    }

    /// The transcript of `stream` fed in pieces of `step` bytes, then closed if asked.
    static func of(
        _ role: HTTP1Parser.Role,
        _ stream: [UInt8],
        step: Int = .max,
        limits: HTTP1Limits = HTTP1Limits(),
        toHead: Bool = false,
        close: Bool = false
    ) -> HTTP1Transcript {
        var transcript = HTTP1Transcript(role, limits: limits, toHead: toHead)
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = rest.prefix(step)
            transcript.feed(Bytes(piece))
            rest = rest.dropFirst(piece.count)
        }
        if close { transcript.close() }
        return transcript
    }

    mutating func feed(_ input: Bytes) {
        var offset = 0
        do throws(HTTP1Error) {
            while error == nil, let event = try parser.next(input.span, from: &offset) { note(event, input) }
        } catch {
            self.error = error
        }
    }

    mutating func close() {
        do throws(HTTP1Error) {
            while error == nil, let event = try parser.finish() { note(event, Bytes()) }
        } catch {
            self.error = error
        }
    }

    private mutating func note(_ event: HTTP1Parser.Event, _ input: Bytes) {
        switch event {
        case .request(let head):
            text += "\(head.method) \(head.path)?\(head.query) \(Self.fields(head.headers)) \(head.body)"
            text += " keep=\(head.keepsAlive) continue=\(head.expectsContinue)\n"
        case .response(let head):
            text += "\(head.status) \(Self.fields(head.headers)) \(head.body) keep=\(head.keepsAlive)\n"
        case .body(let range): body += input.slice(range).array
        case .end:
            text += "[\(String(decoding: body, as: UTF8.self))]\n"
            body = []
        }
    }

    private static func fields(_ headers: HTTPHeaders) -> String {
        headers.fields.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    }
}
