internal import CollectorAPI

/// Switches for behaviour that upstream is introducing or taking away.
struct FeatureGates: Sendable {
    /// How far a gate has come: what it is by default, and whether it can be changed.
    enum Stage: String, Sendable {
        case alpha = "Alpha"
        case beta = "Beta"
        case stable = "Stable"
        case deprecated = "Deprecated"

        var isOnByDefault: Bool { self == .beta || self == .stable }
    }

    struct Gate: Sendable {
        var id: String
        var stage: Stage
        var description: String
        var isEnabled: Bool
        /// Whether changing it changes this collector.
        var hasEffect = false
        /// What has the gate's effect, where changing it has none.
        var instead: String?
    }

    private var gates: [String: Gate]

    init() {
        gates = Dictionary(Self.known.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Every gate by id.
    var all: [Gate] { gates.values.sorted { $0.id < $1.id } }

    /// The gate called `id`.
    subscript(_ id: String) -> Gate? { gates[id] }

    /// Whether the gate `id` is on.
    func isEnabled(_ id: String) -> Bool { gates[id]?.isEnabled ?? false }

    /// Applies the value of `--feature-gates`.
    ///
    /// - Returns: what the user should know, a line each.
    /// - Throws: every error in `list`, in upstream's words.
    mutating func apply(_ list: String) throws(ServiceError) -> [String] {
        guard !list.isEmpty else { return [] }
        var notices: [String] = []
        var errors: [String] = []
        for (index, item) in list.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            var id = item
            var enable = true
            if let sign = item.first, sign == "-" || sign == "+" {
                enable = sign == "+"
                id = item.dropFirst()
            }
            guard !id.isEmpty else {
                errors.append("empty feature gate identifier at index \(index)")
                continue
            }
            do throws(ServiceError) {
                if let notice = try set(String(id), enable) { notices.append(notice) }
            } catch {
                errors.append(error.description)
            }
        }
        guard errors.isEmpty else { throw ServiceError(errors.joined(separator: "\n")) }
        return notices
    }

    private mutating func set(_ id: String, _ enable: Bool) throws(ServiceError) -> String? {
        guard var gate = gates[id] else {
            throw ServiceError("no such feature gate \"\(id)\". valid gates: [\(all.map(\.id).joined(separator: " "))]")
        }
        switch gate.stage {
        case .stable:
            guard enable else { throw ServiceError("feature gate \"\(id)\" is stable, can not be disabled") }
            return "Feature gate \"\(id)\" is stable and already enabled."
        case .deprecated:
            guard !enable else { throw ServiceError("feature gate \"\(id)\" is deprecated, can not be enabled") }
            return "Feature gate \"\(id)\" is deprecated and already disabled."
        case .alpha, .beta:
            let changes = gate.isEnabled != enable
            gate.isEnabled = enable
            gates[id] = gate
            guard changes, !gate.hasEffect else { return nil }
            return "Feature gate \"\(id)\" has no effect in this collector\(gate.instead.map { ": \($0)" } ?? "")."
        }
    }
}
