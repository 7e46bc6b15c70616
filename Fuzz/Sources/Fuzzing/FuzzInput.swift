public import Pdata

/// What libFuzzer hands in.
public struct FuzzInput {
    /// The bytes not taken yet.
    public private(set) var rest: UnsafeRawBufferPointer

    /// The `count` bytes at `data`, for the length of one run.
    public init(_ data: UnsafePointer<UInt8>?, _ count: Int) {
        rest = UnsafeRawBufferPointer(start: data, count: count)
    }

    /// Takes the first byte; 0 when there is none.
    public mutating func byte() -> UInt8 {
        guard let byte = rest.first else { return 0 }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        return byte
    }

    /// Takes the first `count` bytes, or as many as there are.
    public mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        let taken = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        return taken
    }

    /// A copy of the bytes not taken yet, in memory of exactly their size, so that AddressSanitizer sees what reads on.
    public var bytes: Bytes { Bytes(copying: rest) }

    /// The bytes not taken yet, as text.
    public var text: String { String(decoding: rest, as: UTF8.self) }
}

/// Stops the run, which libFuzzer reports with its input, unless `condition` holds.
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    guard !condition else { return }
    fatalError(message())
}
