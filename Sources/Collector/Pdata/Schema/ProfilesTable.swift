/// A table of the dictionary that the profiles of one request share; the raw value is its field number.
enum ProfilesTable: UInt8, CaseIterable, Sendable {
    case mappings = 1
    case locations, functions, links, strings, attributes, stacks

    /// How many places an array indexed by the raw value needs.
    static let slots = 8

    /// What an entry is; nil for a string.
    var entry: MessageID? {
        switch self {
        case .mappings: .mapping
        case .locations: .location
        case .functions: .function
        case .links: .profileLink
        case .strings: nil
        case .attributes: .keyValueAndUnit
        case .stacks: .stack
        }
    }
}
