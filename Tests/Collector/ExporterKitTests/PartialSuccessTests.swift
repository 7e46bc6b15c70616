import Pdata
import Testing

@testable import ExporterKit

@Suite("Partial success") struct PartialSuccessTests {
    @Test("an answer without remark is none", arguments: [[], [0x0a, 0x00], [0x0a, 0x02, 0x08, 0x00], [0x10, 0x01]])
    func none(bytes: [UInt8]) throws {
        #expect(try PartialSuccess.decode(response: Bytes(bytes)) == nil)
    }

    @Test("rejected items and the message are read")
    func some() throws {
        let bytes: [UInt8] = [0x0a, 0x07, 0x08, 0x96, 0x01, 0x12, 0x02, 0x6e, 0x6f]
        #expect(try PartialSuccess.decode(response: Bytes(bytes)) == PartialSuccess(rejected: 150, message: "no"))
    }

    @Test("parts of the message are merged, and unknown fields passed over")
    func unusual() throws {
        let bytes: [UInt8] = [0x0a, 0x02, 0x08, 0x05, 0x18, 0x01, 0x0a, 0x05, 0x1a, 0x00, 0x12, 0x01, 0x78]
        #expect(try PartialSuccess.decode(response: Bytes(bytes)) == PartialSuccess(rejected: 5, message: "x"))
    }

    @Test("a negative count rejects nothing")
    func negative() throws {
        let minusOne = [UInt8](repeating: 0xff, count: 9) + [0x01]
        #expect(try PartialSuccess.decode(response: Bytes([0x0a, 0x0b, 0x08] + minusOne)) == nil)
    }

    @Test("what is no answer is refused", arguments: [[0x0a], [0x0a, 0x05, 0x08], [0x0a, 0x01, 0x08], [0xff]])
    func malformed(bytes: [UInt8]) {
        #expect(throws: WireError.self) { try PartialSuccess.decode(response: Bytes(bytes)) }
    }
}
