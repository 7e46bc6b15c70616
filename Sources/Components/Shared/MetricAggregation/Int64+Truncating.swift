extension Int64 {
    /// `double` without its fraction; the nearest there is when it is out of range, 0 for none.
    package init(truncating double: Double) {
        guard !double.isNaN else {
            self = 0
            return
        }
        self = Int64(exactly: double.rounded(.towardZero)) ?? (double < 0 ? .min : .max)
    }
}
