internal import CollectorAPI
internal import Pdata

/// What an exporter counts of one signal, under upstream's names.
struct ExporterMetrics: Sendable {
    let sent: Counter
    let failed: Counter
    let inFlight: Gauge

    init(_ signal: Signal, _ context: ComponentContext, attributes: [String: String]) {
        let exporter = ["exporter": "\(context.id)"]
        let counted = attributes.merging(exporter) { $1 }
        sent = context.metrics.counter(
            "exporter_sent_\(signal.itemsInMetricNames)",
            help: "Items that the destination accepted.",
            attributes: counted
        )
        failed = context.metrics.counter(
            "exporter_send_failed_\(signal.itemsInMetricNames)",
            help: "Items in failed attempts to send, and items that the destination rejected.",
            attributes: counted
        )
        inFlight = context.metrics.gauge(
            "exporter_in_flight_requests",
            help: "Requests that are being sent or wait for another attempt.",
            attributes: exporter.merging(["data_type": "\(signal)"]) { $1 }
        )
    }
}
