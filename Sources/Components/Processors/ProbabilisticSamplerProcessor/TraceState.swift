/// W3C's trace state of a span, with OpenTelemetry's part of it taken apart.
struct TraceState {
    /// The most members, and the most bytes, that W3C allows.
    private static let memberLimit = 32
    private static let sizeLimit = 1024
    /// The most bytes of OpenTelemetry's part.
    private static let ownLimit = 256

    /// `rv` and `th` as they are written, empty when they are not there.
    private var randomnessText = ""
    private var thresholdText = ""
    private(set) var randomness: Randomness?
    private(set) var threshold: Threshold?
    /// What else is in OpenTelemetry's part, and in others'.
    private var ownRest: [Substring] = []
    private var others: [Substring] = []

    /// Reads `text`.
    ///
    /// - Throws: what is malformed.
    init(_ text: String) throws(SamplingProblem) {
        guard !text.isEmpty else { return }
        guard text.utf8.count <= Self.sizeLimit else { throw .traceStateSize }
        var count = 0
        for member in text.split(separator: ",", omittingEmptySubsequences: true) {
            let member = Self.trimmed(member)
            guard !member.isEmpty else { continue }
            count += 1
            guard count <= Self.memberLimit else { throw .traceStateSize }
            guard let equals = member.firstIndex(of: "=") else { throw .syntax }
            let value = member[member.index(after: equals)...]
            guard Self.isKey(member[..<equals]), Self.isValue(value) else { throw .syntax }
            if member[..<equals] == "ot" { try readOwn(value) } else { others.append(member) }
        }
    }

    private mutating func readOwn(_ value: Substring) throws(SamplingProblem) {
        guard value.utf8.count <= Self.ownLimit else { throw .traceStateSize }
        for member in value.split(separator: ";", omittingEmptySubsequences: false) {
            guard let colon = member.firstIndex(of: ":") else { throw .syntax }
            let value = member[member.index(after: colon)...]
            guard Self.isOwnKey(member[..<colon]), value.utf8.allSatisfy(Self.isOfOwnValue) else { throw .syntax }
            switch member[..<colon] {
            case "rv":
                guard let randomness = Randomness(text: value) else {
                    throw value.utf8.count == Threshold.digits ? .syntax : .randomnessSize
                }
                self.randomness = randomness
                randomnessText = String(value)
            case "th":
                guard let threshold = Threshold(text: value) else {
                    throw value.isEmpty
                        ? .thresholdEmpty : value.utf8.count > Threshold.digits ? .thresholdSize : .syntax
                }
                self.threshold = threshold
                thresholdText = String(value)
            default:
                ownRest.append(member)
            }
        }
    }

    /// The trace state with another randomness and threshold; a randomness that was there stays as it was written.
    func with(_ randomness: Randomness?, _ threshold: Threshold?) -> String {
        var own: [Substring] = []
        if let randomness {
            own.append("rv:\(randomness == self.randomness ? randomnessText : randomness.text)")
        }
        if let threshold { own.append("th:\(threshold.text)") }
        own += ownRest
        let part: [Substring] = own.isEmpty ? [] : ["ot=\(own.joined(separator: ";"))"]
        return (part + others).joined(separator: ",")
    }

    // MARK: Syntax

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// A simple key, or a tenant's and a system's joined by `@`.
    private static func isKey(_ key: Substring) -> Bool {
        let parts = key.utf8.split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) } }),
            let first = parts.first?.first, let last = parts.last?.first
        else { return false }
        guard parts.count == 2 else { return isLetter(first) && key.utf8.count <= 256 }
        return (isLetter(first) || isDigit(first)) && isLetter(last) && parts[0].count <= 241 && parts[1].count <= 14
    }

    private static func isValue(_ value: Substring) -> Bool {
        guard let last = value.utf8.last, last != 0x20, value.utf8.count <= 256 else { return false }
        return value.utf8.allSatisfy {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=")
        }
    }

    private static func isOwnKey(_ key: Substring) -> Bool {
        guard let first = key.utf8.first, isLetter(first) else { return false }
        return key.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    private static func isOfOwnValue(_ byte: UInt8) -> Bool {
        isLetter(byte | 0x20) || isDigit(byte) || "._-".utf8.contains(byte)
    }
}
