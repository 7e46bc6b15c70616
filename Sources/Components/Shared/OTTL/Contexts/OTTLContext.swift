package import Pdata

/// What statements are run for: the name that their paths begin with.
package enum OTTLContext: String, Sendable, Hashable, CaseIterable {
    case log
    case exemplar
    case datapoint
    case metric
    case spanlink
    case spanevent
    case span
    case profile
    case resource
    case scope

    /// The context that users call `name`.
    package init?(_ name: String) {
        self.init(rawValue: name == "instrumentation_scope" ? "scope" : name)
    }

    /// Those of `signal`, from the outermost on.
    package static func all(of signal: Signal) -> [OTTLContext] {
        switch signal {
        case .traces: [.resource, .scope, .span, .spanevent, .spanlink]
        case .metrics: [.resource, .scope, .metric, .datapoint, .exemplar]
        case .logs: [.resource, .scope, .log]
        case .profiles: [.resource, .scope, .profile]
        }
    }

    /// The contexts whose paths can be used, itself first.
    var visible: [OTTLContext] {
        switch self {
        case .resource: [.resource]
        case .scope: [.scope, .resource]
        case .span: [.span, .resource, .scope]
        case .spanevent: [.spanevent, .span, .resource, .scope]
        case .spanlink: [.spanlink, .span, .resource, .scope]
        case .metric: [.metric, .resource, .scope]
        case .datapoint: [.datapoint, .metric, .resource, .scope]
        case .exemplar: [.exemplar, .datapoint, .metric, .resource, .scope]
        case .log: [.log, .resource, .scope]
        case .profile: [.profile, .resource, .scope]
        }
    }

    /// Whether paths of `context` can be used in this one.
    package func sees(_ context: OTTLContext) -> Bool { visible.contains(context) }

    /// The contexts that are run for more of a payload's parts, in the order in which they are tried.
    var lower: [OTTLContext] {
        OTTLContext.allCases.filter { $0 != self && $0.visible.contains(self) }
    }

    /// Where the context's message lies.
    var place: MessagePlace {
        switch self {
        case .resource: MessagePlace(level: 1, nested: ContainerFields.owner)
        case .scope: MessagePlace(level: 2, nested: ContainerFields.owner)
        case .span, .metric, .log, .profile: MessagePlace(level: 3)
        case .spanevent, .spanlink: MessagePlace(level: 4)
        case .datapoint: MessagePlace(level: 5)
        case .exemplar: MessagePlace(level: 6)
        }
    }

    /// Whether a value of another type than a field's is ignored when it is assigned.
    var ignoresMismatches: Bool {
        switch self {
        case .datapoint, .exemplar, .profile: true
        case .resource, .scope, .span, .spanevent, .spanlink, .metric, .log: false
        }
    }

    /// The context's paths.
    var fields: [FieldEntry] {
        switch self {
        case .resource: FieldEntry.resource
        case .scope: FieldEntry.scope
        case .span: FieldEntry.span
        case .spanevent: FieldEntry.spanEvent
        case .spanlink: FieldEntry.spanLink
        case .metric: FieldEntry.metric
        case .datapoint: FieldEntry.dataPoint
        case .exemplar: FieldEntry.exemplar
        case .log: FieldEntry.log
        case .profile: FieldEntry.profile
        }
    }
}

/// The fields of the messages around records.
package enum ContainerFields {
    /// The resource or scope itself.
    package static let owner = 1
    /// The scopes of a resource, or the records of a scope.
    package static let children = 2
}
