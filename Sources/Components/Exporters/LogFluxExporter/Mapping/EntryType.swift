internal import Pdata

/// What an entry is; the number travels in the clear, for quotas.
enum EntryType: Int, Sendable {
    case log = 1
    case metric = 2
    case trace = 3

    /// The type of the entries that a signal becomes; nil for a signal that is not taken.
    init?(_ signal: Signal) {
        switch signal {
        case .logs: self = .log
        case .metrics: self = .metric
        case .traces: self = .trace
        case .profiles: return nil
        }
    }

    /// What its entries count as.
    var category: QuotaCategory { self == .trace ? .traces : .events }
}

/// What a server counts entries as; each category has a quota of its own.
enum QuotaCategory: String, Sendable, Hashable, CaseIterable {
    case events
    case traces
}
