internal import Foundation
internal import Glibc

/// A self-signed certificate for the loopback interface, in files that go with this object.
final class Certificate {
    let certificate: String
    let key: String
    private let folder: URL

    /// Makes one with the `openssl` command.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("swift-ocb-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appendingPathComponent("server.pem").path
        key = folder.appendingPathComponent("server.key").path
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2",
            "-keyout", key, "-out", certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw WireFailure("openssl could not make a certificate") }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
