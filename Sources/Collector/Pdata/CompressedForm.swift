/// The compressed bytes in which a request arrived: undone by any peer, they are the request, whole and unchanged.
///
/// An exporter that would compress the request by the same coding sends these bytes instead.
public final class CompressedForm: Sendable, Equatable {
    // A class, so that telemetry without one, nearly all of it, is no larger to hand around.

    /// How to undo the bytes; never `identity`.
    public let coding: ContentCoding

    /// The bytes, all of them and nothing else.
    public let bytes: Bytes

    /// The form `bytes` of a request.
    public init(_ coding: ContentCoding, _ bytes: Bytes) {
        self.coding = coding
        self.bytes = bytes
    }

    /// Whether both are the same bytes of the same coding.
    public static func == (lhs: CompressedForm, rhs: CompressedForm) -> Bool {
        lhs.coding == rhs.coding && lhs.bytes == rhs.bytes
    }
}
