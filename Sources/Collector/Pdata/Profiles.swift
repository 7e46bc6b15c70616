/// One OTLP profiles export request, as wire bytes.
public struct Profiles: Telemetry {
    /// `profiles`.
    public static var signal: Signal { .profiles }

    let payload: Payload

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

    /// Takes one serialized `ExportProfilesServiceRequest`, after checking it to every leaf.
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset.
    public init(validating request: Bytes) throws(WireError) {
        payload = try Payload(checking: request, .profilesRequest)
    }

    /// Takes one `ExportProfilesServiceRequest` in OTLP's JSON, after checking it to every leaf.
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset of the text.
    public init(validatingJSON request: Bytes) throws(WireError) {
        payload = try Payload(checkingJSON: request, .profilesRequest)
    }

    private init(_ payload: Payload) {
        self.payload = payload
    }

    /// `parts` as they are: joining profiles would mean rewriting every index into their dictionaries.
    public static func joined(_ parts: [Profiles]) -> [Profiles] { parts }

    /// Cuts this value between profiles into parts of at most `maxItems` samples each, in order.
    ///
    /// Each part repeats the dictionary. A single profile is never cut, so that a part may hold more.
    public func split(maxItems: Int) -> [Profiles] {
        payload.split(maxItems: maxItems, .profiles).map(Profiles.init)
    }

    /// Cuts this value between profiles into parts of at most `maxBytes` each, in order.
    ///
    /// Each part repeats the dictionary. A part is longer only when it holds one profile that, with the dictionary, is
    /// longer by itself.
    public func split(maxBytes: Int) -> [Profiles] {
        payload.split(maxBytes: maxBytes, .profiles).map(Profiles.init)
    }

    /// The profiles as one export request in OTLP's JSON; unknown fields are left out.
    public func json() -> Bytes {
        payload.json(.profilesRequest)
    }
}
