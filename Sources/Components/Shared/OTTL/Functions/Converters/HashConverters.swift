internal import COpenSSL
internal import Pdata

extension FunctionTable {
    /// Converters that digest and encode.
    static let hashConverters: [OTTLFunction] = [
        digest("MD5", .md5), digest("SHA1", .sha1), digest("SHA256", .sha256), digest("SHA512", .sha512),
        textHash("FNV") { .int(Int64(bitPattern: fnv1a($0))) },
        textHash("Murmur3Hash") { .string(Hex.string(Murmur3.hash32($0).littleEndianBytes)) },
        textHash("Murmur3Hash128") { bytes in
            let (low, high) = Murmur3.hash128(bytes)
            return .string(Hex.string(low.littleEndianBytes + high.littleEndianBytes))
        },
        textHash("XXH3") { .string(Hex.string(XXH3.hash64($0))) },
        textHash("XXH128") { bytes in
            let (high, low) = XXH3.hash128(bytes)
            return .string(Hex.string(high) + Hex.string(low))
        },
        OTTLFunction("Base64Decode", [Parameter("target", .value)], deprecated: "Decode") { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                .string(
                    String(decoding: try TextDecoding.decode(Array(try text(evaluation).utf8), "base64"), as: UTF8.self)
                )
            }
        },
        OTTLFunction("Base64Encode", [Parameter("target", .value), .optional("variant", .string)]) {
            (arguments) throws(FunctionError) in
            let get = arguments[0].get
            let variant = try arguments.constantString(1, default: "base64")
            guard TextDecoding.base64Variants.contains(variant) else {
                throw FunctionError("unsupported variant: \(variant)")
            }
            return { (evaluation) throws(EvaluationError) in
                .string(TextDecoding.encode(try get(evaluation).bigEndianBytes(), variant))
            }
        },
        OTTLFunction("Decode", [Parameter("target", .value), Parameter("encoding", .string)]) {
            (arguments) throws(FunctionError) in
            let get = arguments[0].get
            let encoding = try arguments.constantString(1)
            guard TextDecoding.isKnown(encoding) else { throw FunctionError("unsupported encoding '\(encoding)'") }
            return { (evaluation) throws(EvaluationError) in
                let bytes = try get(evaluation).bigEndianBytes()
                return .string(String(decoding: try TextDecoding.decode(bytes, encoding), as: UTF8.self))
            }
        },
    ]

    private static func textHash(
        _ name: String,
        _ hash: @escaping @Sendable ([UInt8]) -> Value
    ) -> OTTLFunction {
        OTTLFunction(name, [Parameter("target", .value)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in hash(Array(try text(evaluation).utf8)) }
        }
    }

    private static func digest(_ name: String, _ algorithm: DigestAlgorithm) -> OTTLFunction {
        OTTLFunction(name, [Parameter("target", .value)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                .string(Hex.string(try algorithm.digest(Array(try text(evaluation).utf8))))
            }
        }
    }

    /// Source: the FNV hash as its authors publish it, variant 1a of 64 bits.
    private static func fnv1a(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

/// An algorithm of OpenSSL's.
struct DigestAlgorithm: @unchecked Sendable {
    // Fetched once: OpenSSL searches its providers each time for what a name means. Immutable, and never freed.
    private let method: OpaquePointer?
    private let name: String

    private init(_ name: String) {
        method = EVP_MD_fetch(nil, name, nil)
        self.name = name
    }

    static let md5 = DigestAlgorithm("MD5")
    static let sha1 = DigestAlgorithm("SHA1")
    static let sha256 = DigestAlgorithm("SHA256")
    static let sha512 = DigestAlgorithm("SHA512")

    /// The digest of `bytes`.
    func digest(_ bytes: [UInt8]) throws(EvaluationError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let isDone = bytes.withUnsafeBytes { input in
            method != nil && EVP_Digest(input.baseAddress, input.count, &output, &length, method, nil) == 1
        }
        guard isDone else { throw EvaluationError("this system's OpenSSL does not provide \(name)") }
        return Array(output.prefix(Int(length)))
    }
}
