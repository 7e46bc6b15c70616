internal import MetricAggregation
internal import RegularExpressions

/// Why a transform cannot be done, in upstream's words where it has some.
struct TransformError: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// One transform, made from its settings.
struct Transform: Sendable {
    enum Action: Sendable {
        case update
        case insert
        case combine(Aggregation?)
        case group([(key: String, value: String)])
    }

    let selection: MetricSelection
    let action: Action
    let newName: String
    let operations: [Operation]
    private let submatchCase: String

    init(_ settings: TransformSettings) throws(TransformError) {
        selection = try MetricSelection(settings)
        action = try Self.action(settings)
        newName = settings.newName
        guard ["", "lower", "upper"].contains(settings.submatchCase) else {
            throw TransformError("\"submatch_case\" must be in [\"lower\" \"upper\"]")
        }
        submatchCase = settings.submatchCase
        var operations: [Operation] = []
        for (index, operation) in settings.operations.enumerated() {
            operations.append(try Operation(operation, number: index + 1))
        }
        self.operations = operations
    }

    private static func action(_ settings: TransformSettings) throws(TransformError) -> Action {
        let needsName = settings.action == "insert" || settings.action == "combine"
        if needsName, settings.newName.isEmpty {
            throw TransformError("missing required field \"new_name\" while \"action\" is \(settings.action)")
        }
        switch settings.action {
        case "update":
            return .update
        case "insert":
            return .insert
        case "combine":
            let type = settings.aggregationType
            return try .combine(type.isEmpty ? nil : Aggregation(named: type))
        case "group":
            guard !settings.groupResourceLabels.isEmpty else {
                throw TransformError("missing required field \"group_resource_labels\" while \"action\" is group")
            }
            return .group(settings.groupResourceLabels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        case "":
            throw TransformError("missing required field \"action\"")
        default:
            throw TransformError(
                "unsupported \"action\": \(settings.action), the supported actions are [insert update combine group]"
            )
        }
    }

    /// Whether it changes metrics one by one, without taking any apart or putting any together.
    var isSimple: Bool {
        guard case .update = action else { return false }
        return operations.allSatisfy(\.isSimple)
    }

    /// The name that a metric called `name` gets.
    func name(for name: String) -> String {
        let expanded = selection.expand(newName, for: name)
        return expanded.isEmpty ? newName : expanded
    }

    /// The labels that the data points of a metric called `name` get when it is combined.
    func labels(for name: String) -> [(key: String, value: String)] {
        selection.groups(in: name).map { group in
            switch submatchCase {
            case "lower": (group.key, group.value.lowercased())
            case "upper": (group.key, group.value.uppercased())
            default: group
            }
        }
    }
}
