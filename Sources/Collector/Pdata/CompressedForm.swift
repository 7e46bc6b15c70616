/// The compressed bytes in which a request arrived: undone by any peer, they are the request, whole and unchanged.
///
/// An exporter that would compress the request by the same coding sends these bytes instead.
public struct CompressedForm: Sendable, Hashable {
    /// How to undo the bytes; never `identity`.
    public let coding: ContentCoding

    /// The bytes, all of them and nothing else.
    public let bytes: Bytes

    /// The form `bytes` of a request.
    public init(_ coding: ContentCoding, _ bytes: Bytes) {
        self.coding = coding
        self.bytes = bytes
    }
}
