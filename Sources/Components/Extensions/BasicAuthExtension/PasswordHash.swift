internal import CLibCrypt
internal import CollectorNet
internal import Glibc

/// What is known of a password.
///
/// Source: Apache's "Password Formats", and crypt(5) of libxcrypt for everything that begins with a dollar sign.
enum PasswordHash: Sendable, Hashable {
    /// A hash that the system's crypt makes: bcrypt, SHA-256 and SHA-512, MD5, scrypt, yescrypt.
    case crypt(String)
    /// Apache's variant of MD5.
    case apacheMD5(salt: String, hash: String)
    /// SHA-1 of the password and then the salt.
    case sha1([UInt8], salt: [UInt8])
    case plain([UInt8])

    /// Reads the second field of a line; nil when it is a broken hash.
    init?(_ text: String) {
        if text.hasPrefix("{SHA}") {
            guard let digest = Base64.decode(String(text.dropFirst(5))), digest.count == Digest.sha1Size else {
                return nil
            }
            self = .sha1(digest, salt: [])
        } else if text.hasPrefix("{SSHA}") {
            guard let bytes = Base64.decode(String(text.dropFirst(6))), bytes.count > Digest.sha1Size else {
                return nil
            }
            self = .sha1(Array(bytes[..<Digest.sha1Size]), salt: Array(bytes[Digest.sha1Size...]))
        } else if text.hasPrefix(ApacheMD5.prefix) {
            let parts = text.dropFirst(ApacheMD5.prefix.count).split(separator: "$", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].utf8.count == 22 else { return nil }
            self = .apacheMD5(salt: String(parts[0].prefix(8)), hash: String(parts[1]))
        } else if text.hasPrefix("$"), crypt_checksalt(text) != CRYPT_SALT_INVALID {
            self = .crypt(text)
        } else {
            let broken = ["$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$"].contains { text.hasPrefix($0) }
            guard !broken else { return nil }
            self = .plain(Array(text.utf8))
        }
    }

    /// Whether checking a password takes long, on purpose.
    var isSlow: Bool {
        switch self {
        case .crypt, .apacheMD5: true
        case .sha1, .plain: false
        }
    }

    /// Whether `password` is the one.
    func matches(_ password: [UInt8]) -> Bool {
        switch self {
        case .plain(let expected): Digest.isEqual(expected, password)
        case .sha1(let digest, let salt): Digest.isEqual(digest, Digest.sha1(password + salt))
        case .apacheMD5(let salt, let hash):
            Digest.isEqual(Array(hash.utf8), ApacheMD5.hash(password, salt: Array(salt.utf8)))
        case .crypt(let setting): Self.crypt(password, setting).map { Digest.isEqual($0, Array(setting.utf8)) } ?? false
        }
    }

    private static func crypt(_ password: [UInt8], _ setting: String) -> [UInt8]? {
        // crypt reads up to a zero byte: what follows one would count for nothing.
        guard !password.contains(0) else { return nil }
        var data: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer { free(data) }
        return (password + [0]).withUnsafeBytes { phrase -> [UInt8]? in
            let result = crypt_ra(phrase.baseAddress?.assumingMemoryBound(to: CChar.self), setting, &data, &size)
            guard let result, result.pointee != CChar(bitPattern: UInt8(ascii: "*")) else { return nil }
            return Array(UnsafeRawBufferPointer(start: result, count: strlen(result)))
        }
    }
}
