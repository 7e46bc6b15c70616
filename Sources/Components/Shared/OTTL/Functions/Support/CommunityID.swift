/// A digest that names a network flow. Source: the Community ID specification, version 1.
enum CommunityID {
    static let function = OTTLFunction(
        "CommunityID",
        [
            Parameter("source_ip", .string), Parameter("source_port", .int), Parameter("destination_ip", .string),
            Parameter("destination_port", .int), .optional("protocol", .string), .optional("seed", .int),
        ]
    ) { arguments in
        let source = arguments.string(0)
        let sourcePort = arguments.int(1)
        let destination = arguments.string(2)
        let destinationPort = arguments.int(3)
        let name = arguments.string(4, default: "TCP")
        let seed = arguments.int(5, default: 0)
        return { (evaluation) throws(EvaluationError) in
            let from = try end(try source(evaluation), try sourcePort(evaluation))
            let to = try end(try destination(evaluation), try destinationPort(evaluation))
            let name = try name(evaluation)
            guard let number = protocols[name.uppercased()] else {
                throw EvaluationError("unsupported protocol: \(name)")
            }
            let seed = try seed(evaluation)
            guard (0...65535).contains(seed) else { throw EvaluationError("the seed must be from 0 to 65535") }
            guard from.address.count == to.address.count else {
                throw EvaluationError("the addresses must be of one version of IP")
            }
            let ends =
                (from.address + from.port).lexicographicallyPrecedes(to.address + to.port) ? (from, to) : (to, from)
            let bytes =
                UInt16(truncatingIfNeeded: seed).bigEndianBytes + ends.0.address + ends.1.address + [number, 0]
                + ends.0.port + ends.1.port
            return .string("1:" + TextDecoding.encode(try DigestAlgorithm.sha1.digest(bytes), "base64"))
        }
    }

    private static let protocols: [String: UInt8] = [
        "ICMP": 1, "TCP": 6, "UDP": 17, "RSVP": 46, "ICMP6": 58, "SCTP": 132,
    ]

    private static func end(_ ip: String, _ port: Int64) throws(EvaluationError) -> (address: [UInt8], port: [UInt8]) {
        guard let address = AddressRange.bytes(ip) else { throw EvaluationError("invalid IP address \"\(ip)\"") }
        guard (0...65535).contains(port) else { throw EvaluationError("the port must be from 0 to 65535, not \(port)") }
        return (address, UInt16(port).bigEndianBytes)
    }
}
