internal import CollectorAPI
internal import Pdata

/// What a receiver counts of one signal by one transport, under upstream's names.
struct ReceiverCounters: Sendable {
    private let accepted: Counter
    private let refused: Counter

    init(_ signal: Signal, transport: String, _ context: ComponentContext) {
        let attributes = ["receiver": context.id.description, "transport": transport]
        accepted = context.metrics.counter(
            "receiver_accepted_\(signal.itemsInMetricNames)",
            help: "Items that the pipelines accepted.",
            attributes: attributes
        )
        refused = context.metrics.counter(
            "receiver_refused_\(signal.itemsInMetricNames)",
            help: "Items that the pipelines refused.",
            attributes: attributes
        )
    }

    func accept(_ count: Int) { accepted.add(count) }

    func refuse(_ count: Int) { refused.add(count) }
}
