/// One profile. Its indices are places in the request's dictionary.
@frozen
public struct ProfileView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The number of samples.
    @inlinable
    public var sampleCount: Int { message.count(2) }

    /// Calls `body` with each sample, in order.
    @inlinable
    public func forEachSample<Failure: Error>(_ body: (SampleView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(2) { (bytes) throws(Failure) in try body(SampleView(bytes)) }
    }

    /// When it began, in nanoseconds since 1970.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(3) }

    /// How long it took, in nanoseconds.
    @inlinable
    public var durationNano: UInt64 { message.uint64(4) }

    /// The number of events between samples.
    @inlinable
    public var period: Int64 { message.int64(6) }

    /// The id of the profile.
    @inlinable
    public var profileID: ProfileID { ProfileID(message.payload(7)) }

    /// How many attributes the sender left out.
    @inlinable
    public var droppedAttributesCount: UInt32 { message.uint32(8) }

    /// The format of the original payload.
    @inlinable
    public var originalPayloadFormat: TextView {
        @_lifetime(copy self)
        get { message.text(9) }
    }

    /// The profile as it was collected.
    @inlinable
    public var originalPayload: RawSpan {
        @_lifetime(copy self)
        get { message.payload(10) }
    }

    /// The places of the attributes.
    @inlinable
    public var attributeIndices: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(11)) }
    }

    /// What the values of samples are.
    @inlinable
    public var sampleType: ValueTypeView {
        @_lifetime(copy self)
        get { ValueTypeView(message.payload(1)) }
    }

    /// What the period counts.
    @inlinable
    public var periodType: ValueTypeView {
        @_lifetime(copy self)
        get { ValueTypeView(message.payload(5)) }
    }
}
