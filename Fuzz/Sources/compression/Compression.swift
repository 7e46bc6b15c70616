import CollectorNet
import Fuzzing
import Pdata

/// Undoes every coding, and does what came out again.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let limit = 1 << 20
    var input = FuzzInput(data, count)
    let selector = Int(input.byte())
    let coding = ContentCoding.allCases[selector % ContentCoding.allCases.count]
    let body = input.bytes
    guard let whole = try? coding.decompress(body, limit: limit) else { return 0 }
    require(whole.count <= limit, "more came out than was allowed")
    guard let again = try? coding.decompress(coding.compress([whole]), limit: limit) else {
        require(false, "our own \(coding.rawValue) data is refused")
        return 0
    }
    require(again == whole, "\(coding.rawValue) changed the bytes")
    return 0
}
