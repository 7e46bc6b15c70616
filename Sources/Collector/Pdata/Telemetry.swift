/// Telemetry of one signal as a pipeline carries it: OTLP wire bytes, and what is known about them.
///
/// Conformers are `Traces`, `Metrics`, `Logs` and `Profiles`. A value is immutable and cheap to copy: fan-out shares
/// its storage. Its bytes are one or more segments, each a whole, validated `Export…ServiceRequest` by itself; written
/// one after the other they are one valid request. Profiles hold one segment at most.
public protocol Telemetry: Sendable {
    /// The signal that this type carries.
    static var signal: Signal { get }

    /// The segments, each a whole request; none is empty.
    var segments: [Bytes] { get }

    /// The number of spans, data points, log records or samples.
    var itemCount: Int { get }

    /// The total length of the segments in bytes.
    var byteCount: Int { get }

    /// How many strings of the request were not UTF-8, and were repaired; 0 unless this value came from `validating`.
    var repairedStrings: Int { get }

    /// How many scopes stood in a field that OTLP 0.15 superseded, and were moved; 0 unless this value came from
    /// `validating`.
    var upgradedScopes: Int { get }

    /// The compressed bytes in which this request arrived, while they stand for exactly this value: nil when the request
    /// was rewritten as it was checked, and in whatever is made of the value, joined, cut or edited.
    var compressedForm: CompressedForm? { get }

    /// The same telemetry without its ``compressedForm``, for whoever keeps it and will not send that.
    var withoutCompressedForm: Self { get }

    /// Takes one serialized export request, after checking it to every leaf.
    ///
    /// Strings that are not UTF-8 are repaired. Legal but unusual wire is rewritten to its usual form, so that each
    /// field that may occur once does; unknown fields are kept.
    ///
    /// - Parameter compressed: the form in which it arrived, kept while nothing changes.
    /// - Throws: `WireError` naming what is malformed and at which offset.
    init(validating request: Bytes, from compressed: CompressedForm?) throws(WireError)

    /// Takes one export request in OTLP's JSON, after checking it to every leaf.
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset of the text.
    init(validatingJSON request: Bytes) throws(WireError)

    /// The telemetry as one export request in OTLP's JSON; unknown fields are left out.
    func json() -> Bytes

    /// The fewest values that carry what `parts` carry, in order: one, but for profiles that cannot be joined.
    static func joined(_ parts: [Self]) -> [Self]

    /// The requests that this value was joined from, each by itself, as far as they are in it; so that what one of them
    /// is refused for does not befall the others.
    var requests: [Self] { get }

    /// Cuts this value into parts of at most `maxItems` items each, in order.
    ///
    /// Cuts fall between records, within a metric between its data points; each part repeats the headers that its
    /// records need, unknown fields included. All parts but the last hold exactly `maxItems` items, but for profiles,
    /// which are cut only when they are too big by themselves.
    func split(maxItems: Int) -> [Self]

    /// Cuts this value into parts of at most `maxBytes` each, in order.
    ///
    /// Cuts fall where those of ``split(maxItems:)`` do. A part is longer than `maxBytes` only when it holds a single
    /// record that, with the headers it needs, is longer by itself; so a part whose
    /// ``byteCount`` is above `maxBytes` cannot be made to fit.
    func split(maxBytes: Int) -> [Self]
}

extension Telemetry {
    /// Takes one serialized export request, after checking it to every leaf.
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset.
    @inlinable
    public init(validating request: Bytes) throws(WireError) {
        try self.init(validating: request, from: nil)
    }
}

/// Telemetry whose requests can be joined by writing one after the other.
///
/// Profiles are not among them: their records are indices into one dictionary per request, which ``Profiles/joined(_:)``
/// rewrites.
public protocol JoinableTelemetry: Telemetry {
    /// Joins `parts` into one value, in order, without copying their bytes.
    init(joining parts: [Self])
}

extension JoinableTelemetry {
    /// One value that carries what `parts` carry; none when there are none.
    public static func joined(_ parts: [Self]) -> [Self] {
        parts.count > 1 ? [Self(joining: parts)] : parts
    }
}
