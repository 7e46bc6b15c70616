/// What this module accepts from outside.
enum WireLimits {
    /// How deep messages and groups may lie in each other: the limit of protobuf's C++, Java and Swift runtimes, so
    /// that what passes here can be read by any backend.
    static let depth = 100

    /// The highest field number that protobuf allows.
    static let fieldNumber: UInt64 = (1 << 29) - 1
}
