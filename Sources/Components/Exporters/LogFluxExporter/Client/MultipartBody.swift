internal import CollectorNet
internal import Pdata

/// The body of an ingest request: each entry encrypted, in a part of its own.
struct MultipartBody: Sendable {
    let contentType: String
    let bytes: Bytes

    /// `payloads`, encrypted under `session`'s key.
    init(_ payloads: ArraySlice<Bytes>, _ type: EntryType, time: String, _ session: LogFluxSession) throws(CryptoError)
    {
        let boundary = Hex.string(try SecureRandom.bytes(30))
        let nonces = try SecureRandom.bytes(payloads.count * EntryCipher.nonceSize)
        let cipher = try EntryCipher(session.secret)
        var output = ByteBuilder(capacity: payloads.reduce(128) { $0 + $1.count + Self.overhead(session) })
        for (index, payload) in payloads.enumerated() {
            let nonce = Array(nonces[index * EntryCipher.nonceSize..<(index + 1) * EntryCipher.nonceSize])
            output.append(
                utf8: """
                    --\(boundary)\r
                    Content-Type: application/octet-stream\r
                    X-Lf-Entry-Type: \(type.rawValue)\r
                    X-Lf-Key-Id: \(session.keyID)\r
                    X-Lf-Nonce: \(Base64.encode(nonce, padded: true))\r
                    X-Lf-Payload-Type: 1\r
                    X-Lf-Timestamp: \(time)\r
                    \r

                    """
            )
            try cipher.seal(payload, nonce: nonce, into: &output)
            output.append(utf8: "\r\n")
        }
        output.append(utf8: "--\(boundary)--\r\n")
        contentType = "multipart/mixed; boundary=\(boundary)"
        bytes = output.finish()
    }

    /// What a part has beside its payload, in bytes, with room to spare.
    static func overhead(_ session: LogFluxSession) -> Int { 320 + session.keyID.utf8.count }
}
