internal import CollectorNet

/// What is done with a header.
enum HeaderAction: String {
    case insert
    case update
    case upsert
    case delete

    /// What `settings` ask for; upsert where that is unclear, as upstream has it.
    init(settings: HeaderSettings) {
        self = HeaderAction(rawValue: settings.action) ?? .upsert
    }

    /// Does it to `headers`.
    func apply(_ name: String, _ value: String, to headers: inout HTTPHeaders) {
        let exists = headers[name] != nil
        switch self {
        case .insert where exists: break
        case .update where !exists: break
        case .insert, .update, .upsert: headers.set(name, value)
        case .delete: headers.remove(name)
        }
    }
}
