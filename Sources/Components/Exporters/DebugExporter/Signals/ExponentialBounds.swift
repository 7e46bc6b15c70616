internal import Glibc

/// Where the buckets of an exponential histogram begin and end.
struct ExponentialBounds {
    private let factor: Double

    /// The bounds at `scale`.
    init(scale: Int32) {
        factor = scalbn(M_LN2, Int32(clamping: -Int64(scale)))
    }

    /// The magnitude at which the bucket `index` begins, and the one before ends.
    func lower(_ index: Double) -> Double { exp(index * factor) }
}
