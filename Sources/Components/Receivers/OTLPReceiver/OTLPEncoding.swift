/// The two encodings of OTLP.
enum OTLPEncoding: Sendable {
    case protobuf
    case json

    /// The encoding that a `Content-Type` names, letter case, blanks and parameters aside.
    init?(contentType: String?) {
        guard let contentType else { return nil }
        if Self.isNamed(contentType, Self.protobuf.contentType) {
            self = .protobuf
        } else if Self.isNamed(contentType, Self.json.contentType) {
            self = .json
        } else {
            return nil
        }
    }

    /// The `Content-Type` of answers.
    var contentType: String {
        switch self {
        case .protobuf: "application/x-protobuf"
        case .json: "application/json"
        }
    }

    /// By bytes, since it is asked of every request.
    private static func isNamed(_ contentType: String, _ type: String) -> Bool {
        let named = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }.lazy
            .filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            .map { UInt8(ascii: "A") <= $0 && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
        return named.elementsEqual(type.utf8)
    }
}
