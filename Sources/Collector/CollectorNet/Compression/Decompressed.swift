internal import Pdata

/// A body with its coding undone.
struct Decompressed: Equatable {
    var bytes: Bytes

    /// The body as it came, if any peer can undo it and gets `bytes`: it has no parts that some readers ignore or refuse.
    var form: CompressedForm?
}
