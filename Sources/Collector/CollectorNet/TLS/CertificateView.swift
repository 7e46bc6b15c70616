internal import COpenSSL

/// What messages say of a certificate; valid as long as the certificate is.
struct CertificateView {
    /// The most names that a message lists.
    private static let maxNames = 10

    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Whether the time now lies within the validity.
    var isValidNow: Bool {
        X509_cmp_current_time(X509_get0_notBefore(pointer)) < 0
            && X509_cmp_current_time(X509_get0_notAfter(pointer)) > 0
    }

    /// Such as `"/CN=backend"`.
    var subject: String { text(of: X509_get_subject_name(pointer)) }

    /// Who signed it, such as `"/CN=Some CA"`.
    var issuer: String { text(of: X509_get_issuer_name(pointer)) }

    /// Such as `2026-01-02T03:04:05Z`.
    var notBefore: String { Self.text(of: X509_get0_notBefore(pointer)) }

    /// Such as `2026-01-02T03:04:05Z`.
    var notAfter: String { Self.text(of: X509_get0_notAfter(pointer)) }

    /// The hosts that it is for: its subject alternative names.
    var hosts: [String] {
        guard let raw = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(raw)
        defer { GENERAL_NAMES_free(names) }
        var hosts: [String] = []
        let count = OPENSSL_sk_num(names)
        for index in 0..<max(0, count) {
            guard let entry = OPENSSL_sk_value(names, index) else { continue }
            let name = entry.assumingMemoryBound(to: GENERAL_NAME.self)
            guard let host = Self.host(name) else { continue }
            guard hosts.count < Self.maxNames else { return hosts + ["…"] }
            hosts.append(host)
        }
        return hosts
    }

    private static func host(_ name: UnsafeMutablePointer<GENERAL_NAME>) -> String? {
        switch name.pointee.type {
        case GEN_DNS: safe(bytes(name.pointee.d.dNSName))
        case GEN_IPADD: address(bytes(name.pointee.d.iPAddress))
        default: nil
        }
    }

    private static func bytes(_ string: UnsafeMutablePointer<ASN1_STRING>?) -> [UInt8] {
        Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(max(0, ASN1_STRING_length(string)))))
    }

    /// `bytes` as printable ASCII, for messages.
    private static func safe(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix(253).map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    private static func address(_ bytes: [UInt8]) -> String? {
        switch bytes.count {
        case 4: return bytes.map(String.init).joined(separator: ".")
        case 16:
            let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        default: return nil
        }
    }

    private func text(of name: OpaquePointer?) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        X509_NAME_oneline(name, &buffer, Int32(buffer.count))
        return "\"\(Self.safe(buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))))\""
    }

    private static func text(of time: UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else { return "an unknown time" }
        func digits(_ number: Int32, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let date = [digits(parts.tm_year + 1900, 4), digits(parts.tm_mon + 1, 2), digits(parts.tm_mday, 2)]
        let clock = [digits(parts.tm_hour, 2), digits(parts.tm_min, 2), digits(parts.tm_sec, 2)]
        return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":"))Z"
    }
}
