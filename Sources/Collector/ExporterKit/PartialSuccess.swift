internal import CollectorNet
public import Pdata

/// What a server says when it has accepted a request, but not all that was in it, or not without remark.
public struct PartialSuccess: Sendable, Hashable {
    /// The number of spans, data points, log records or profiles that the server rejected for good; not negative.
    public var rejected: Int

    /// Why, or what the server warns of.
    public var message: String

    /// `rejected` items were rejected, because of `message`.
    public init(rejected: Int, message: String) {
        self.rejected = max(0, rejected)
        self.message = message
    }

    /// Reads a serialized `Export…ServiceResponse` of any signal.
    ///
    /// - Returns: nil when everything was accepted without remark.
    /// - Throws: `WireError` when `response` is no such message.
    public static func decode(response: Bytes) throws(WireError) -> PartialSuccess? {
        var partial = PartialSuccess(rejected: 0, message: "")
        var fields = ProtoFields(response)
        while let field = fields.next() {
            guard field.number == 1, case .bytes(let message) = field.value else { continue }
            try partial.merge(message)
        }
        guard !fields.isMalformed else { throw malformed }
        return partial.rejected > 0 || !partial.message.isEmpty ? partial : nil
    }

    /// Reads an `Export…ServiceResponse` of any signal in OTLP's JSON.
    ///
    /// - Returns: nil when everything was accepted without remark.
    /// - Throws: `WireError` when `json` is no JSON object.
    public static func decode(json: Bytes) throws(WireError) -> PartialSuccess? {
        guard case .object(let answer) = try JSONValue(parsing: json) else { throw malformed }
        guard case .object(let fields)? = answer["partialSuccess"] ?? answer["partial_success"] else { return nil }
        let rejected = fields.first { $0.key.hasPrefix("rejected") }?.value.integer
        let message = fields["errorMessage"] ?? fields["error_message"]
        let partial = PartialSuccess(rejected: rejected ?? 0, message: message?.string ?? "")
        return partial.rejected > 0 || !partial.message.isEmpty ? partial : nil
    }

    private static var malformed: WireError {
        WireError("the server's answer is not an OTLP export response", offset: 0, path: "partial_success")
    }

    /// Export…PartialSuccess { int64 rejected_… = 1; string error_message = 2; }
    private mutating func merge(_ bytes: Bytes) throws(WireError) {
        var fields = ProtoFields(bytes)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .number(let count)): rejected = max(0, Int(truncatingIfNeeded: Int64(bitPattern: count)))
            case (2, .bytes(let text)): message = text.text
            default: continue
            }
        }
        guard !fields.isMalformed else { throw Self.malformed }
    }
}
