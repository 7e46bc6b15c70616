internal import CWire

/// A place for one gRPC call at a time: its message, and what came back.
final class GRPCLoadSlot {
    private static let prefixSize = 5

    /// The number of the request that is on its way.
    private(set) var request = 0

    /// When it should have gone out.
    private(set) var due: Nanoseconds = 0

    /// When it goes out again.
    var resumeAt: Nanoseconds = 0

    private var message = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 16)
    private var isFresh = true
    private var isCompressed = false
    private var length = 0
    private var sent = 0
    private var httpStatus = 0
    private var code: Int?
    private var text = ""
    private var pause: Double?

    deinit {
        message.deallocate()
    }

    /// Makes room for the longest of `bodies`.
    func prepare(for bodies: RequestBodies, isCompressed: Bool) {
        self.isCompressed = isCompressed
        message.deallocate()
        message = .allocate(byteCount: Self.prefixSize + bodies.longest, alignment: 16)
        isFresh = true
    }

    func begin(_ ticket: Workload.Ticket, _ bodies: RequestBodies) {
        request = ticket.request
        due = ticket.due
        let body = UnsafeMutableRawBufferPointer(rebasing: message[Self.prefixSize...])
        let count = bodies.write(request, into: body, isFresh: isFresh)
        isFresh = false
        message[0] = isCompressed ? 1 : 0
        message.storeBytes(of: UInt32(count).bigEndian, toByteOffset: 1, as: UInt32.self)
        length = Self.prefixSize + count
    }

    /// Before each attempt.
    func rewind() {
        sent = 0
        httpStatus = 0
        code = nil
        text = ""
        pause = nil
    }

    var isSent: Bool { sent == length }

    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(target.count, length - sent)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: message[sent..<sent + count]))
        sent += count
        return count
    }

    func received(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        func isNamed(_ text: StaticString) -> Bool {
            name.count == text.utf8CodeUnitCount
                && name.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: name.count))
        }
        switch name.count {
        case 7 where isNamed(":status"): httpStatus = Int(String(decoding: value, as: UTF8.self)) ?? 0
        case 11 where isNamed("grpc-status"): code = Int(String(decoding: value, as: UTF8.self))
        case 12 where isNamed("grpc-message"): text = String(decoding: value, as: UTF8.self)
        case 23 where isNamed("grpc-status-details-bin"):
            pause = RetryInfo.decode(String(decoding: value, as: UTF8.self))
        default: break
        }
    }

    /// What the call came to, whose stream was closed with `error`.
    func answer(resetBy error: UInt32) -> Answer {
        if let code { return Answer(grpc: code, text, pause: pause) }
        if error == NGHTTP2_REFUSED_STREAM.rawValue { return .refused(pause: nil) }
        if httpStatus != 0, httpStatus != 200 { return Answer(http: httpStatus, pause: nil) }
        return .rejected("the call ended without a status (HTTP/2 error \(error))")
    }
}
