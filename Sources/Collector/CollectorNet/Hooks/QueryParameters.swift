/// The parameters of a URL's query. Source: the URL standard, `application/x-www-form-urlencoded` parsing.
struct QueryParameters {
    private let pairs: [(name: String, value: String)]

    init(_ query: String) {
        pairs = query.split(separator: "&").map { pair in
            let mark = pair.firstIndex(of: "=") ?? pair.endIndex
            return (Self.decode(pair[..<mark]), Self.decode(pair[mark...].dropFirst()))
        }
    }

    /// Puts the parameters called `name` in the place of the header fields of that name, where there are any.
    func replace(_ name: String, in headers: inout HTTPHeaders) {
        let values = pairs.filter { $0.name == name }.map(\.value)
        guard !values.isEmpty else { return }
        headers.remove(name)
        for value in values { headers.append(name, value) }
    }

    private static func decode(_ text: Substring) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
                let low = rest.dropFirst().first.flatMap(digit)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
