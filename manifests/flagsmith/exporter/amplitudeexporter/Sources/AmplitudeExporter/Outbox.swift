internal import CollectorAPI
internal import ExporterKit
internal import Pdata

/// The events of one value on their way to Amplitude, and what has become of them so far.
///
/// An attempt ends with some of them sent, some refused for good, and some that the next attempt sends.
struct Outbox: Sendable {
    /// Events that go together in one request.
    private struct Parcel {
        var events: [Event]
        /// How often some of its events were sent in vain, in the company of others.
        var resends = 0
    }

    /// How often the rest of a request is sent again at once, when the answer lists others that stand in its way.
    private static let maxResends = 10

    /// What is still to be sent; the last goes first.
    private var pending: [Parcel]
    private var accepted = 0
    private let withheld: Int
    private let nameless: Int
    private var refused = 0
    /// The first reason for which events were refused.
    private var refusal: ConsumeError?

    init(_ mapped: MappedEvents, _ server: AmplitudeServer) {
        let parts = server.limits.cut(mapped.events, overhead: server.overhead)
        pending = parts.reversed().map { Parcel(events: Array(mapped.events[$0])) }
        withheld = mapped.withheld
        nameless = mapped.nameless
    }

    /// Sends what is to be sent.
    ///
    /// - Throws: why some of it is still to be sent.
    mutating func send(to server: AmplitudeServer) async throws(ConsumeError) {
        var delayed: [Parcel] = []
        var throttling: Throttling?
        var failure: ConsumeError?
        while failure == nil, let parcel = pending.popLast() {
            switch await server.send(parcel.events) {
            case .accepted:
                accepted += parcel.events.count
            case .tooLarge:
                halve(parcel)
            case .invalid(let places, let reason):
                removeInvalid(places, from: parcel, reason)
            case .throttled(let answer):
                delayed += divide(parcel, by: answer)
                if answer.pause >= throttling?.pause ?? .zero { throttling = answer }
            case .refused(let error):
                refuse(parcel.events.count, error)
                // What is wrong with the key or the URL is wrong with every request.
                if error.status != .invalidArgument { refuseAll(error) }
            case .unavailable(let error):
                pending.append(parcel)
                failure = error
            }
        }
        pending += delayed.reversed()
        guard !pending.isEmpty else { return }
        var error =
            failure
            ?? .retryable(
                throttling?.text ?? "",
                after: throttling?.pause,
                status: .resourceExhausted
            )
        error.acceptedItems = accepted + withheld
        throw error
    }

    // MARK: What answers do to parcels

    private mutating func halve(_ parcel: Parcel) {
        guard parcel.events.count > 1 else {
            return refuse(
                1,
                .permanent("amplitude rejected an event of \(parcel.events.first?.json.count ?? 0) bytes (413)")
            )
        }
        let middle = parcel.events.count / 2
        pending.append(Parcel(events: Array(parcel.events[middle...])))
        pending.append(Parcel(events: Array(parcel.events[..<middle])))
    }

    private mutating func removeInvalid(_ places: Set<Int>, from parcel: Parcel, _ reason: String) {
        let error = ConsumeError.permanent("amplitude rejected events (400): \(reason)", status: .invalidArgument)
        refuse(places.count, error)
        let rest = parcel.events.indices.filter { !places.contains($0) }.map { parcel.events[$0] }
        guard !rest.isEmpty else { return }
        guard parcel.resends < Self.maxResends else { return refuse(rest.count, error) }
        pending.append(Parcel(events: rest, resends: parcel.resends + 1))
    }

    /// Takes apart what is to be sent at once, and returns what waits.
    private mutating func divide(_ parcel: Parcel, by answer: Throttling) -> [Parcel] {
        var waiting: [Event] = []
        var rest: [Event] = []
        var dropped = 0
        for (place, event) in parcel.events.enumerated() {
            switch answer.verdict(on: event, at: place) {
            case .drop: dropped += 1
            case .wait: waiting.append(event)
            case .resend: rest.append(event)
            }
        }
        if dropped > 0 {
            refuse(dropped, .permanent("a daily quota is used up, \(answer.text)", status: .resourceExhausted))
        }
        if parcel.resends < Self.maxResends, rest.count < parcel.events.count {
            if !rest.isEmpty { pending.append(Parcel(events: rest, resends: parcel.resends + 1)) }
        } else {
            waiting += rest
        }
        return waiting.isEmpty ? [] : [Parcel(events: waiting)]
    }

    private mutating func refuse(_ count: Int, _ error: ConsumeError) {
        refused += count
        refusal = refusal ?? error
    }

    private mutating func refuseAll(_ error: ConsumeError) {
        for parcel in pending { refuse(parcel.events.count, error) }
        pending = []
    }

    // MARK: The end

    /// What Amplitude says beside success, when nothing is to be sent any more.
    ///
    /// - Throws: why it took nothing at all.
    func outcome() throws(ConsumeError) -> PartialSuccess? {
        if accepted == 0, var refusal {
            refusal.acceptedItems = withheld
            throw refusal
        }
        guard refused + nameless > 0 else { return nil }
        let reason = refusal?.message ?? "log records have neither an event name nor a body"
        return PartialSuccess(rejected: refused + nameless, message: reason)
    }
}
