internal import Pdata

/// What spans and log records are matched by alike; nil where nothing is asked.
struct PropertyMatcher: Sendable {
    let attributes: AttributesMatcher?
    let resources: AttributesMatcher?
    let scopes: ScopeMatcher?

    init(_ settings: MatchSettings) throws(MatchError) {
        scopes = try ScopeMatcher(settings.libraries, settings.matchType)
        attributes = try AttributesMatcher(settings.attributes, settings.matchType, "attribute")
        resources = try AttributesMatcher(settings.resources, settings.matchType, "resource")
    }
}

/// Scopes, one of which must be the one.
struct ScopeMatcher: Sendable {
    private let scopes: [(name: TextFilter?, version: TextFilter?)]

    /// The matcher for `settings`; nil when there are none, and so nothing to match.
    init?(_ settings: [LibraryMatchSettings], _ matchType: String) throws(MatchError) {
        guard !settings.isEmpty else { return nil }
        var scopes: [(name: TextFilter?, version: TextFilter?)] = []
        for library in settings {
            let name = try TextFilter([library.name], matchType, "library name")
            var version: TextFilter?
            if let text = library.version { version = try TextFilter([text], matchType, "library version") }
            scopes.append((name, version))
        }
        self.scopes = scopes
    }

    /// Whether `scope` is among them.
    func matches(_ scope: borrowing ScopeView) -> Bool {
        for (name, version) in scopes {
            if let name, !name.matches(scope.name) { continue }
            if let version, !version.matches(scope.version) { continue }
            return true
        }
        return false
    }
}
