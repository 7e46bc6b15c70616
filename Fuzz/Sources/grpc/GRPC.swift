import CollectorAPI
import Fuzzing
import Pdata

@testable import CollectorNet

/// Reads gRPC's message framing, in one piece and in many, and its statuses.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    let step = Int(input.byte())
    guard step > 0 else {
        checkStatus(input.bytes)
        return 0
    }
    let whole = message(input.rest, step: max(input.rest.count, 1))
    let pieces = message(input.rest, step: step)
    require(whole == pieces, "pieces say: \(pieces)\nthe whole says: \(whole)")
    return 0
}

private func message(_ stream: UnsafeRawBufferPointer, step: Int) -> String {
    var assembler = GRPCMessageAssembler(limit: 1 << 16)
    do {
        var rest = stream[...]
        while !rest.isEmpty {
            try assembler.append(UnsafeRawBufferPointer(rebasing: rest.prefix(step)))
            rest = rest.dropFirst(step)
        }
        let message = try assembler.finish()
        return "\(message?.isCompressed ?? false) \(message?.message.array ?? [])"
    } catch {
        return "\(error.code) \(error.message)"
    }
}

private func checkStatus(_ bytes: Bytes) {
    guard let status = GRPCStatus(decoding: bytes) else { return }
    guard let again = GRPCStatus(decoding: status.encoded()) else { return require(false, "our own status is refused") }
    require(again.code == status.code && again.message == status.message, "a status changed")
    require(again.retryAfter == status.retryAfter, "a delay changed")
}
