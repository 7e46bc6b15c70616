import Testing

@testable import BenchmarkKit

struct RequestTemplateTests {
    @Test(arguments: BenchmarkSignal.allCases)
    func everyItemIsFoundAgainByItsNumber(_ signal: BenchmarkSignal) throws {
        let template = RequestTemplate(signal, itemCount: 250)
        var found: [Int?] = []
        try template.body(request: 7).withUnsafeBytes { bytes in
            try ReceivedItems.forEach(signal, in: bytes) { found.append(ItemID.decode($0)) }
        }
        #expect(found == (7 * 250..<8 * 250).map { $0 })
    }

    @Test func aSpanTakesAbout475Bytes() {
        let bytes = RequestTemplate(.traces, itemCount: 1000).bytes.count
        #expect((470...480).contains(bytes / 1000))
    }

    @Test func aTornRequestIsFoundOut() {
        let body = RequestTemplate(.traces, itemCount: 3).bytes.dropLast(5)
        #expect(throws: MalformedMessage.self) {
            try Array(body).withUnsafeBytes { try ReceivedItems.forEach(.traces, in: $0) { _ in } }
        }
    }
}
