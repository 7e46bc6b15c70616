internal import CollectorAPI
internal import Pdata

/// The components of all pipelines, in the order in which they start.
struct Graph: Sendable {
    /// A component of the graph.
    struct Node: Sendable {
        /// What messages call it, such as `"otlp" receiver`.
        var label: String
        /// Whose status it is; nil for what the user did not configure, such as a fan-out.
        var instance: ComponentInstance?
        var component: any Component

        static func component(_ id: ComponentID, _ kind: ComponentKind, _ component: any Component) -> Node {
            Node(label: "\"\(id)\" \(kind)", instance: ComponentInstance(id: id, kind: kind), component: component)
        }

        static func fanOut<Data: Telemetry>(_ fanOut: FanOut<Data>) -> Node {
            Node(label: "fan-out of \(fanOut.name)", instance: nil, component: fanOut)
        }
    }

    /// Where a component stands between its start and its end.
    enum Stage: Int, Comparable {
        case exporting
        case processing
        case receiving

        static func < (lhs: Stage, rhs: Stage) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// Exporters, then processors, connectors and fan-outs, downstream ones before those that feed them, then receivers.
    let nodes: [Node]

    init(_ nodes: [(stage: Stage, node: Node)]) {
        // Within a stage the order of creation, which is from downstream up, stays.
        self.nodes = nodes.enumerated()
            .sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }
            .map(\.element.node)
    }
}
