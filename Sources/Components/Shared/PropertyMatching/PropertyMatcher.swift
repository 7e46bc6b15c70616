internal import Pdata

/// What spans and log records are matched by alike: their scope, their resource and their attributes.
struct PropertyMatcher: Sendable {
    private let libraries: [(name: TextFilter?, version: TextFilter?)]
    private let resources: AttributesMatcher?
    private let attributes: AttributesMatcher?

    init(_ settings: MatchSettings) throws(MatchError) {
        var libraries: [(name: TextFilter?, version: TextFilter?)] = []
        for library in settings.libraries {
            let name = try TextFilter([library.name], settings.matchType, "library name")
            var version: TextFilter?
            if let text = library.version { version = try TextFilter([text], settings.matchType, "library version") }
            libraries.append((name, version))
        }
        self.libraries = libraries
        attributes =
            settings.attributes.isEmpty
            ? nil : try AttributesMatcher(settings.attributes, settings.matchType, "attribute")
        resources =
            settings.resources.isEmpty ? nil : try AttributesMatcher(settings.resources, settings.matchType, "resource")
    }

    func matches(
        _ attributes: borrowing AttributesView,
        _ resource: borrowing ResourceView,
        _ scope: borrowing ScopeView
    ) -> Bool {
        guard libraries.isEmpty || isAmongLibraries(scope) else { return false }
        if let resources, !resources.matches(resource.attributes) { return false }
        if let matcher = self.attributes, !matcher.matches(attributes) { return false }
        return true
    }

    private func isAmongLibraries(_ scope: borrowing ScopeView) -> Bool {
        for library in libraries {
            if let name = library.name, !name.matches(scope.name) { continue }
            if let version = library.version, !version.matches(scope.version) { continue }
            return true
        }
        return false
    }
}
