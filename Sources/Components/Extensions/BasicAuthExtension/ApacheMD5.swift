/// Apache's `$apr1$` hashes. Source: Apache's "Password Formats", and apr_md5 in its Portable Runtime.
enum ApacheMD5 {
    static let prefix = "$apr1$"

    private static let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// The 22 characters behind the salt; empty when there is no MD5.
    static func hash(_ password: [UInt8], salt: [UInt8]) -> [UInt8] {
        var digest = Digest.md5(password + salt + password)
        guard digest.count == 16 else { return [] }
        var text = password + Array(prefix.utf8) + salt
        for start in stride(from: 0, to: password.count, by: 16) {
            text += digest[..<min(16, password.count - start)]
        }
        var bits = password.count
        while bits > 0 {
            text.append(bits & 1 == 1 ? 0 : password[0])
            bits >>= 1
        }
        digest = Digest.md5(text)
        for round in 0..<1000 {
            text = round & 1 == 1 ? password : digest
            if round % 3 != 0 { text += salt }
            if round % 7 != 0 { text += password }
            text += round & 1 == 1 ? digest : password
            digest = Digest.md5(text)
        }
        return encode(digest)
    }

    /// The digest's bytes, three at a time in an order of their own, six bits a character.
    private static func encode(_ digest: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for (high, middle, low) in [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)] {
            let bits = UInt32(digest[high]) << 16 | UInt32(digest[middle]) << 8 | UInt32(digest[low])
            append(bits, 4, to: &text)
        }
        append(UInt32(digest[11]), 2, to: &text)
        return text
    }

    private static func append(_ bits: UInt32, _ count: Int, to text: inout [UInt8]) {
        for index in 0..<count { text.append(alphabet[Int(bits >> UInt32(6 * index) & 63)]) }
    }
}
