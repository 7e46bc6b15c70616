/// What every signal's telemetry consists of.
@usableFromInline
struct Payload: Sendable {
    let segments: [Bytes]
    let itemCount: Int
    let byteCount: Int
    var repairedStrings = 0
    var upgradedScopes = 0
    /// Whether there are fields that this module does not know.
    var hasUnknownFields = false
    /// Of joined profiles, how many resources each of the joined requests had, in order.
    var origins: [Int] = []

    /// The bytes that stand for the one segment. Whatever has other segments is another value, made without it.
    private(set) var compressedForm: CompressedForm?

    init(segments: [Bytes], itemCount: Int) {
        self.segments = segments
        self.itemCount = itemCount
        byteCount = segments.reduce(0) { $0 + $1.count }
    }

    /// Takes the request `id` in wire format, which arrived in the form `compressed`, if any.
    init(checking request: Bytes, from compressed: CompressedForm? = nil, _ id: MessageID) throws(WireError) {
        let checked = try CheckedRequest(request, id)
        self.init(segments: checked.bytes.isEmpty ? [] : [checked.bytes], itemCount: checked.items)
        repairedStrings = checked.repairedStrings
        upgradedScopes = checked.upgradedScopes
        hasUnknownFields = checked.hasUnknownFields
        compressedForm = checked.isRewritten ? nil : compressed
    }

    /// Takes the request `id` in JSON.
    init(checkingJSON request: Bytes, _ id: MessageID) throws(WireError) {
        let wire = try JSONTranscoder.transcode(request, id)
        do throws(WireError) {
            try self.init(checking: wire, id)
        } catch {
            // Offsets in the wire format mean nothing to the sender of JSON.
            throw WireError(error.message, offset: 0, path: error.path)
        }
    }

    /// The same telemetry without the compressed bytes in which it arrived.
    var withoutCompressedForm: Payload {
        var payload = self
        payload.compressedForm = nil
        return payload
    }

    init(joining parts: [Payload]) {
        self.init(segments: parts.flatMap(\.segments), itemCount: parts.reduce(0) { $0 + $1.itemCount })
    }

    /// The parts of this telemetry, requests of `schema`, of at most `maxItems` items each.
    func split(maxItems: Int, _ schema: ContainerSchema) -> [Payload] {
        itemCount <= maxItems ? [self] : Splitter.split(self, .items(maxItems), schema)
    }

    /// The parts of this telemetry, requests of `schema`, of at most `maxBytes` each unless one record is longer.
    func split(maxBytes: Int, _ schema: ContainerSchema) -> [Payload] {
        byteCount <= maxBytes ? [self] : Splitter.split(self, .bytes(maxBytes), schema)
    }

    /// The segments of this telemetry, requests of `schema`, each by itself.
    func requests(_ schema: ContainerSchema) -> [Payload] {
        guard segments.count > 1 else { return [self] }
        return segments.map { segment in
            Payload(segments: [segment], itemCount: schema.count(segment.span, 0..<segment.count))
        }
    }

    /// The telemetry, a request `id`, in JSON.
    func json(_ id: MessageID) -> Bytes {
        guard segments.count != 1 else { return JSONWriter.write(segments[0], id) }
        var request = ByteBuilder(capacity: byteCount)
        for segment in segments { request.append(segment) }
        return JSONWriter.write(request.finish(), id)
    }
}
