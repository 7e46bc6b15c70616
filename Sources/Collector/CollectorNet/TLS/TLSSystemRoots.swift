internal import COpenSSL
internal import CollectorAPI
internal import Glibc

/// The authorities that the system trusts, found as Go finds them, and read once.
final class TLSSystemRoots: Sendable {
    private static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ]
    private static let folders = ["/etc/ssl/certs", "/etc/pki/tls/certs"]

    private static let cached = Lock<TLSSystemRoots?>(nil)

    /// The certificates.
    let certificates: [TLSCertificate]

    /// Where they were looked for, for messages.
    let places: String

    /// A store of them alone, shared by all contexts that trust nothing else.
    let store: TLSStore

    /// Reads the roots; blocks.
    ///
    /// - Parameters:
    ///   - file: what stands for the system's bundles, as SSL_CERT_FILE does.
    ///   - folders: what stands for the system's folders, separated by colons, as SSL_CERT_DIR does.
    init(file: String?, folders: String?) {
        let files = file.map { [$0] } ?? Self.files
        let folders = folders.map { $0.split(separator: ":").map(String.init) } ?? Self.folders
        places = (files + folders).joined(separator: ", ")
        var seen = Set<[UInt8]>()
        var texts: [[UInt8]] = []
        if let text = files.lazy.compactMap({ try? TLSMaterial.contents(of: $0) }).first { texts.append(text) }
        for folder in folders {
            for name in Self.entries(of: folder) {
                if let text = try? TLSMaterial.contents(of: "\(folder)/\(name)"), seen.insert(text).inserted {
                    texts.append(text)
                }
            }
        }
        // The store leaves out what it has already: a folder mostly holds the parts of its bundle.
        let store = TLSStore()
        certificates = texts.flatMap { PEM.certificates($0).found }
        for certificate in certificates { store.add(certificate) }
        self.store = store
    }

    /// The process's roots; blocks when they are read for the first time.
    static var shared: TLSSystemRoots {
        cached.withLock { cached in
            if let cached { return cached }
            let roots = TLSSystemRoots(file: variable("SSL_CERT_FILE"), folders: variable("SSL_CERT_DIR"))
            cached = roots
            return roots
        }
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The names of the files in `folder`, but for links to others in it, which are there under their own names.
    private static func entries(of folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), !isLinkWithin(folder, name) else { continue }
            names.append(name)
        }
        return names.sorted()
    }

    private static func isLinkWithin(_ folder: String, _ name: String) -> Bool {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("\(folder)/\(name)", &target, target.count)
        return count > 0 && !target[..<count].contains(CChar(bitPattern: UInt8(ascii: "/")))
    }
}

/// A set of trusted certificates.
final class TLSStore: @unchecked Sendable {
    // Sendable because OpenSSL locks a store, and only its maker adds to it.
    let pointer: OpaquePointer?

    init() {
        pointer = X509_STORE_new()
        // As in Go, any certificate of the set is an anchor, also one that another has issued.
        X509_STORE_set_flags(pointer, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }

    deinit {
        X509_STORE_free(pointer)
    }

    func add(_ certificate: TLSCertificate) {
        X509_STORE_add_cert(pointer, certificate.pointer)
        ERR_clear_error()
    }
}
