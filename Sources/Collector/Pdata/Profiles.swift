/// One OTLP profiles export request, as wire bytes.
public struct Profiles: Telemetry {
    /// `profiles`.
    public static var signal: Signal { .profiles }

    @usableFromInline var payload: Payload

    /// The request; nothing when it is empty.
    public var segments: [Bytes] { payload.segments }

    /// The number of samples.
    public var itemCount: Int { payload.itemCount }

    /// The length of the request in bytes.
    public var byteCount: Int { payload.byteCount }

    /// How many strings were not UTF-8, and were repaired.
    public var repairedStrings: Int { payload.repairedStrings }

    /// How many scopes stood in a field that OTLP 0.15 superseded, and were moved.
    public var upgradedScopes: Int { payload.upgradedScopes }

    /// The compressed bytes in which this request arrived, while they stand for exactly this value.
    public var compressedForm: CompressedForm? { payload.compressedForm }

    /// Takes one serialized `ExportProfilesServiceRequest`, after checking it to every leaf.
    ///
    /// - Parameter compressed: the form in which it arrived, kept while nothing changes.
    /// - Throws: `WireError` naming what is malformed and at which offset.
    public init(validating request: Bytes, from compressed: CompressedForm?) throws(WireError) {
        payload = try Payload(checking: request, from: compressed, .profilesRequest)
    }

    /// Takes one `ExportProfilesServiceRequest` in OTLP's JSON, after checking it to every leaf.
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset of the text.
    public init(validatingJSON request: Bytes) throws(WireError) {
        payload = try Payload(checkingJSON: request, .profilesRequest)
    }

    @usableFromInline
    init(_ payload: Payload) {
        self.payload = payload
    }

    /// The same telemetry without its ``compressedForm``.
    public var withoutCompressedForm: Profiles { Profiles(payload.withoutCompressedForm) }

    /// The fewest values that carry what `parts` carry, in order: one, as far as their dictionaries can be joined.
    ///
    /// The joined dictionary holds the entries that are named, equal ones once, and every index is rewritten to name
    /// its entry there. A request with fields that this module does not know stays alone, since one of them might be
    /// an index; and a value is not joined beyond 512 MiB.
    public static func joined(_ parts: [Profiles]) -> [Profiles] {
        parts.count > 1 ? ProfilesJoiner.join(parts.map(\.payload)).map { Profiles($0) } : parts
    }

    /// The requests that this value was joined from, as far as they are in it; itself when it was not joined.
    public var requests: [Profiles] { payload.originalProfiles().map { Profiles($0) } }

    /// Cuts this value into parts of at most `maxItems` samples each, in order.
    ///
    /// Cuts fall between profiles; one that is too big by itself is cut between its samples. Each part has a dictionary
    /// of the entries that it names (the whole one when there are fields that this module does not know), and each
    /// piece of a profile the profile's fields; but only its first piece has the profile's id and original payload,
    /// since an id stands for one profile and a backend may drop what it takes for a repetition.
    public func split(maxItems: Int) -> [Profiles] {
        payload.splitProfiles(maxItems: maxItems).map { Profiles($0) }
    }

    /// Cuts this value into parts of at most `maxBytes` each, in order, as ``split(maxItems:)`` does.
    ///
    /// A part is longer only when it holds one sample that, with what it needs of the dictionary, is longer by itself.
    public func split(maxBytes: Int) -> [Profiles] {
        payload.splitProfiles(maxBytes: maxBytes).map { Profiles($0) }
    }

    /// The profiles as one export request in OTLP's JSON; unknown fields are left out.
    public func json() -> Bytes {
        payload.json(.profilesRequest)
    }
}
