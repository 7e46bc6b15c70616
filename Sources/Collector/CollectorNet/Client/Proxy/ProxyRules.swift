internal import Glibc

/// Which requests go through which proxy.
struct ProxyRules: Sendable {
    private enum Exception: Sendable {
        case network([UInt8], bits: Int)
        /// This name, and those below it.
        case hostOrBelow(String, port: Int?)
        /// Names that end with this.
        case domain(String, port: Int?)
    }

    private let plain: Result<Proxy, ProxyError>?
    private let encrypted: Result<Proxy, ProxyError>?
    private let exceptions: [Exception]
    private let isUnconditional: Bool
    private let exceptsAll: Bool

    /// Everything through `proxy`.
    init(through proxy: Proxy) {
        plain = .success(proxy)
        encrypted = .success(proxy)
        exceptions = []
        isUnconditional = true
        exceptsAll = false
    }

    /// As the variables say that `value` reads: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in either case.
    ///
    /// A proxy that cannot be used fails those requests only that would go through it. Source: Go's httpproxy, which
    /// upstream uses: this machine is never reached through a proxy.
    init(environment value: (String) -> String?) {
        func read(_ name: String) -> String? {
            [name, name.lowercased()].compactMap(value).first { !$0.isEmpty }
        }
        func proxy(_ name: String) -> Result<Proxy, ProxyError>? {
            guard let text = read(name) else { return nil }
            return Result { () throws(ProxyError) in try Proxy(parsing: text) }
                .mapError { ProxyError(description: "the environment's \(name): \($0)") }
        }
        plain = proxy("HTTP_PROXY")
        encrypted = proxy("HTTPS_PROXY")
        let words = (read("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }.map { String($0).asciiLowercased }
        exceptsAll = words.contains("*")
        exceptions = words.compactMap(Self.exception)
        isUnconditional = false
    }

    /// As the process's environment says.
    static func environment() -> ProxyRules {
        ProxyRules { name in getenv(name).map { String(cString: $0) } }
    }

    /// Whether no request goes through a proxy.
    var isEmpty: Bool { plain == nil && encrypted == nil }

    /// The proxy for requests to `host` at `port`; nil when they go there directly.
    ///
    /// - Throws: why they cannot be sent, which names the variable.
    func proxy(to host: String, port: Int, isTLS: Bool) throws(ProxyError) -> Proxy? {
        guard let proxy = isTLS ? encrypted : plain else { return nil }
        if isUnconditional { return try proxy.get() }
        guard !exceptsAll else { return nil }
        let name = host.asciiLowercased
        let address = Self.address(name)
        guard name != "localhost", !(address.map(Self.isLoopback) ?? false) else { return nil }
        let isExcepted = exceptions.contains { exception in
            switch exception {
            case .network(let network, let bits): address.map { Self.matches($0, network, bits) } ?? false
            case .hostOrBelow(let excepted, let only):
                (name == excepted || name.hasSuffix("." + excepted)) && only.map { $0 == port } ?? true
            case .domain(let suffix, let only): name.hasSuffix(suffix) && only.map { $0 == port } ?? true
            }
        }
        return isExcepted ? nil : try proxy.get()
    }

    private static func exception(_ word: String) -> Exception? {
        if let slash = word.lastIndex(of: "/"), let network = address(String(word[..<slash])),
            let bits = Int(word[word.index(after: slash)...]), (0...network.count * 8).contains(bits)
        {
            return .network(network, bits: bits)
        }
        if let address = address(word) { return .network(address, bits: address.count * 8) }
        var name = word[...]
        var port: Int?
        if let colon = word.lastIndex(of: ":"), let number = Int(word[word.index(after: colon)...]) {
            name = word[..<colon]
            port = number
        }
        if name.first == "[", name.last == "]" { name = name.dropFirst().dropLast() }
        if name.hasPrefix("*.") { name = name.dropFirst() }
        guard !name.isEmpty else { return nil }
        if name.first == "." { return .domain(String(name), port: port) }
        // A name without a dot before it stands for itself, and for everything below it.
        return .hostOrBelow(String(name), port: port)
    }

    private static func address(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }

    private static func isLoopback(_ address: [UInt8]) -> Bool {
        address.count == 4 ? address[0] == 127 : address.dropLast().allSatisfy { $0 == 0 } && address.last == 1
    }

    private static func matches(_ address: [UInt8], _ network: [UInt8], _ bits: Int) -> Bool {
        guard address.count == network.count else { return false }
        for (index, byte) in network.enumerated() {
            let counted = min(8, max(0, bits - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> counted)
            guard address[index] & mask == byte & mask else { return false }
        }
        return true
    }
}
