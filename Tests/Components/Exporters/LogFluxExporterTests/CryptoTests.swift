import Pdata
import Testing

@testable import LogFluxExporter

@Suite("LogFlux: encryption")
struct CryptoTests {
    @Test("Entries are AES-256-GCM, tag last, as other implementations write them")
    func sealsAsOthersDo() throws {
        let plaintext =
            #"{"v":"2.0","type":"log","source":"svc","level":7,"ts":"2026-01-02T03:04:05Z","message":"hello"}"#
        let cipher = try EntryCipher(SessionSecret(Array(0...31)))
        var output = ByteBuilder()
        try cipher.seal(Bytes(utf8: plaintext), nonce: Array(0...11), into: &output)
        let sealed = output.finish().array
        #expect(sealed.count == plaintext.utf8.count + 16)
        #expect(hexadecimal(sealed.prefix(16)) == "3c20a039ffc7f035bd63bba9c5900808")
        #expect(hexadecimal(sealed.suffix(16)) == "bd603f11b8c5f608c130774dba0cc1b7")
    }

    @Test("A session's keys differ, and are 32 bytes")
    func makesKeys() throws {
        let first = try SessionSecret().withBytes { Array($0) }
        let second = try SessionSecret().withBytes { Array($0) }
        #expect(first.count == 32)
        #expect(first != second)
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
