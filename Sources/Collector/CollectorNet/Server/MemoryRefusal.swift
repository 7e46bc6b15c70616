internal import CollectorAPI
internal import Pdata

/// How servers refuse requests for which there is no memory.
enum MemoryRefusal {
    /// In upstream's words.
    static let message = "data refused due to high memory usage"

    /// What a refused client is told to wait: spread, so that the refused do not come back all at once.
    static var delay: Duration { .milliseconds(Int.random(in: 500...1500)) }

    /// Why a request that needs `bytes` was not admitted; nil when it was.
    static func reason(_ admission: MemoryBudget.Admission, _ bytes: Int) -> GRPCStatus? {
        switch admission {
        case .admitted: nil
        case .refused: unavailable
        case .tooLarge: tooLarge("\(bytes)")
        }
    }

    /// Refused for good: the request needs `bytes`.
    static func tooLarge(_ bytes: String) -> GRPCStatus {
        GRPCStatus(
            .resourceExhausted,
            "the request needs \(bytes) bytes, more than the memory limit ever leaves for requests"
        )
    }

    /// Refused for now.
    static var unavailable: GRPCStatus { GRPCStatus(.unavailable, message, retryAfter: delay) }

    /// How much of a header is kept without asking for memory: what has no body, such as a probe, is always answered.
    static let freeHeader = 4 * 1024

    /// What a header of `size` bytes asks for.
    static func charge(header size: Int) -> Int { size > freeHeader ? size : 0 }

    /// The bytes of `builder`, paid for with `reservation`, if there is one.
    static func pay(_ reservation: inout MemoryReservation?, for builder: consuming ByteBuilder) -> Bytes {
        guard let promise = reservation.take() else { return builder.finish() }
        return promise.pay(for: builder)
    }

    /// Makes `reservation`, if there is one, enough for a body of unknown length of which there are `bytes` now.
    ///
    /// Memory is asked for in powers of two from 64 KiB on, so that a long body asks seldom.
    static func checkStep(_ reservation: inout MemoryReservation?, _ bytes: Int) throws(GRPCStatus) {
        guard let promised = promised(reservation), promised < bytes + ByteMeter.overhead else { return }
        let step = max(bytes, 64 * 1024)
        let rounded = step > 1 << 40 ? step : 1 << (Int.bitWidth - (step - 1).leadingZeroBitCount)
        try check(&reservation, rounded)
    }

    /// The bytes that are promised; nil without a reservation.
    static func promised(_ reservation: borrowing MemoryReservation?) -> Int? {
        switch reservation {
        case .some(let reservation): reservation.bytes
        case .none: nil
        }
    }

    /// Makes `reservation`, if there is one, enough for a storage of `bytes`.
    static func check(_ reservation: inout MemoryReservation?, _ bytes: Int) throws(GRPCStatus) {
        guard reservation != nil, bytes > 0 else { return }
        let needed = bytes + ByteMeter.overhead
        guard let admission = reservation?.grow(to: needed), let reason = reason(admission, needed) else { return }
        throw reason
    }
}
