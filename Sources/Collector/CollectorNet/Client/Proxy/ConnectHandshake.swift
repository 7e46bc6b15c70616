/// The way through an HTTP proxy. Source: RFC 9110 section 9.3.6.
struct ConnectHandshake: ProxyHandshake {
    let opening: [UInt8]
    let pending = "the CONNECT"
    private var parser = HTTP1Parser(.response)

    /// A request for a way to `target`, a host with its port.
    init(to target: String, _ credentials: ProxyCredentials?) {
        // There are proxies that know the fields in this spelling only.
        var head = "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n"
        if let credentials { head += "Proxy-Authorization: \(credentials.basic)\r\n" }
        opening = Array("\(head)\r\n".utf8)
    }

    mutating func next(_ bytes: RawSpan, from offset: inout Int) throws(NetError) -> ProxyHandshakeStep {
        let event: HTTP1Parser.Event?
        do throws(HTTP1Error) {
            event = try parser.next(bytes, from: &offset)
        } catch {
            throw NetError(.other, "its answer is malformed: \(error)")
        }
        guard case .response(let head)? = event else { return .more }
        guard (200..<300).contains(head.status) else {
            throw NetError(.refused, "it answered \(head.status) \(HTTPReason.phrase(head.status))")
        }
        return .open
    }
}
