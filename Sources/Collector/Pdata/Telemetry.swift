/// Telemetry of one signal as a pipeline carries it: OTLP wire bytes, and what is known about them.
///
/// Conformers are `Traces`, `Metrics`, `Logs` and `Profiles`. A value is immutable and cheap to copy: fan-out shares
/// its storage. Its bytes are one or more segments, each a whole, validated `Export…ServiceRequest` by itself; written
/// one after the other they are one valid request (never so for profiles, which always hold one segment).
public protocol Telemetry: Sendable {
    /// The signal that this type carries.
    static var signal: Signal { get }

    /// The segments, each a whole request; none is empty.
    var segments: [Bytes] { get }

    /// The number of spans, data points, log records or samples.
    var itemCount: Int { get }

    /// The total length of the segments in bytes.
    var byteCount: Int { get }

    /// Takes one serialized export request, after checking it to every leaf (design §4).
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset.
    init(validating request: Bytes) throws(WireError)

    /// Joins `parts` into one value, in order.
    init(joining parts: [Self])

    /// Cuts this value into parts of at most `maxItems` items each, in order.
    ///
    /// Cuts fall between records; each part repeats the resource and scope headers that its records need.
    func split(maxItems: Int) -> [Self]
}
