internal import Pdata

/// What was done to some attributes, for the attributes that tell of it.
struct RedactionSummary {
    /// How much is told.
    enum Detail: String, Sendable {
        case silent = ""
        case info
        case debug
    }

    private enum Key {
        static let redacted = "redacted"
        static let masked = "masked"
        static let allowed = "allowed"
        static let ignored = "ignored"
    }

    /// Every attribute that tells of a redaction: one after another, processors add to them.
    static let keys =
        ["redaction.", "redaction.body."].flatMap { prefix in
            [Key.redacted, Key.masked, Key.allowed].flatMap { ["\(prefix)\($0).keys", "\(prefix)\($0).count"] }
                + ["\(prefix)\(Key.ignored).count"]
        }

    /// The keys of some attributes, and their number, which is more than that of the keys when those are not told.
    private struct Tally {
        var count: Int64 = 0
        var keys: [String] = []
    }

    private let detail: Detail
    private var redacted = Tally()
    private var masked = Tally()
    private var allowed = Tally()
    private var ignored = Tally()

    init(_ detail: Detail) {
        self.detail = detail
    }

    /// Whether anything is told at all.
    var isTold: Bool { detail != .silent }

    mutating func addRedacted(_ key: @autoclosure () -> String) { add(key, to: \.redacted) }
    mutating func addMasked(_ key: @autoclosure () -> String) { add(key, to: \.masked) }
    mutating func addAllowed(_ key: @autoclosure () -> String) { add(key, to: \.allowed) }
    mutating func addIgnored() { ignored.count &+= 1 }

    private mutating func add(_ key: () -> String, to tally: WritableKeyPath<RedactionSummary, Tally>) {
        self[keyPath: tally].count &+= 1
        if detail == .debug { self[keyPath: tally].keys.append(key()) }
    }

    /// Adds itself to `attributes`, and to what an earlier processor told there.
    func write(to attributes: inout AttributesEditor, prefix: String = "redaction.") {
        guard isTold else { return }
        write(redacted, "\(prefix)\(Key.redacted)", to: &attributes)
        write(masked, "\(prefix)\(Key.masked)", to: &attributes)
        write(allowed, "\(prefix)\(Key.allowed)", to: &attributes)
        write(ignored, "\(prefix)\(Key.ignored)", to: &attributes)
    }

    private func write(_ tally: Tally, _ name: String, to attributes: inout AttributesEditor) {
        guard tally.count > 0 else { return }
        if !tally.keys.isEmpty {
            var keys = tally.keys
            if case .string(let told)? = attributes["\(name).keys"], !told.isEmpty {
                keys += told.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            keys.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            attributes["\(name).keys"] = .string(keys.joined(separator: ","))
        }
        var count = tally.count
        if case .int(let told)? = attributes["\(name).count"] { count &+= told }
        attributes["\(name).count"] = .int(count)
    }
}
