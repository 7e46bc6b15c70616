/// A host and port as users write them: `host:port`, `:port`, `[::1]:port`.
struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// A name or numeric address without brackets; empty for every address of the machine.
    var host: String

    /// The port; 0 lets the system choose when listening.
    var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads an endpoint.
    ///
    /// - Throws: `NetError` of kind `invalidAddress`, saying what is wrong.
    init(parsing text: String) throws(NetError) {
        guard let colon = text.lastIndex(of: ":") else {
            throw Self.invalid(text, "it has no port: write host:port, such as localhost:4317")
        }
        let portText = text[text.index(after: colon)...]
        var host = text[..<colon]
        if host.first == "[" {
            guard host.last == "]", host.count > 2 else {
                throw Self.invalid(text, "an IPv6 address is written [address]:port")
            }
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Self.invalid(text, "an IPv6 address is written [address]:port")
        }
        guard !portText.isEmpty, portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), portText.utf8.count <= 5,
            let port = Int(portText), port <= 65535
        else {
            throw Self.invalid(text, "\"\(portText)\" is not a port: it is a number from 0 to 65535")
        }
        guard host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw Self.invalid(text, "a host has no white space or control characters")
        }
        self.host = String(host)
        self.port = port
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func invalid(_ text: String, _ reason: String) -> NetError {
        NetError(.invalidAddress, "endpoint \"\(text)\": \(reason)")
    }
}
