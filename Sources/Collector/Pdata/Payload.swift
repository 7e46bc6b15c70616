/// What every signal's telemetry consists of.
struct Payload: Sendable {
    let segments: [Bytes]
    let itemCount: Int
    let byteCount: Int
    var repairedStrings = 0
    var upgradedScopes = 0

    init(segments: [Bytes], itemCount: Int) {
        self.segments = segments
        self.itemCount = itemCount
        byteCount = segments.reduce(0) { $0 + $1.count }
    }

    /// Takes the request `id` in wire format.
    init(checking request: Bytes, _ id: MessageID) throws(WireError) {
        let checked = try CheckedRequest(request, id)
        self.init(segments: checked.bytes.isEmpty ? [] : [checked.bytes], itemCount: checked.items)
        repairedStrings = checked.repairedStrings
        upgradedScopes = checked.upgradedScopes
    }

    /// Takes the request `id` in JSON.
    init(checkingJSON request: Bytes, _ id: MessageID) throws(WireError) {
        throw WireError("JSON", offset: 0)
    }

    init(joining parts: [Payload]) {
        self.init(segments: parts.flatMap(\.segments), itemCount: parts.reduce(0) { $0 + $1.itemCount })
    }

    func split(maxItems: Int, _ signal: Signal) -> [Payload] {
        [self]
    }

    func json(_ id: MessageID) -> Bytes { Bytes() }
}
