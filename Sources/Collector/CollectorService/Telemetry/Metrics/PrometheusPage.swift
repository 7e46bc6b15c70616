internal import CollectorAPI
internal import CollectorConfig

/// Metrics in Prometheus' text format, with upstream's names.
struct PrometheusPage {
    private var text = ""
    private let typeSuffix: Bool

    private init(typeSuffix: Bool) {
        self.typeSuffix = typeSuffix
    }

    /// The page of `metrics`, with `resource` in `target_info`.
    static func render(_ metrics: [MetricRegistry.Snapshot], _ resource: Resource, typeSuffix: Bool) -> String {
        var page = PrometheusPage(typeSuffix: typeSuffix)
        for metric in metrics where !metric.samples.isEmpty { page.add(metric) }
        page.family(
            "promhttp_metric_handler_errors_total",
            "counter",
            "Total number of errors while serving this page."
        )
        page.sample("promhttp_metric_handler_errors_total", [("cause", "encoding")], 0)
        page.sample("promhttp_metric_handler_errors_total", [("cause", "gathering")], 0)
        page.family("target_info", "gauge", "Target metadata")
        page.sample("target_info", resource.attributes, 1)
        return page.text
    }

    private mutating func add(_ metric: MetricRegistry.Snapshot) {
        let suffix = typeSuffix && metric.kind == .counter ? "_total" : ""
        let name = "otelcol_" + Self.legal(metric.name) + suffix
        family(name, metric.kind.rawValue, metric.help)
        for sample in metric.samples {
            guard let histogram = sample.histogram else {
                self.sample(name, sample.attributes, sample.value)
                continue
            }
            var total: UInt64 = 0
            for (index, count) in histogram.counts.enumerated() {
                total += count
                let bound = index < histogram.bounds.count ? Self.number(histogram.bounds[index]) : "+Inf"
                self.sample(name + "_bucket", sample.attributes + [("le", bound)], Double(total))
            }
            self.sample(name + "_sum", sample.attributes, histogram.sum)
            self.sample(name + "_count", sample.attributes, Double(total))
        }
    }

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        let help = help.replacing(text: "\\", with: "\\\\").replacing(text: "\n", with: "\\n")
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{"
            text += labels.map { "\(Self.legal($0.name))=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += "}"
        }
        text += " \(Self.number(value))\n"
    }

    /// A name in which everything but letters, digits and `_` became `_`.
    private static func legal(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        value.replacing(text: "\\", with: "\\\\").replacing(text: "\"", with: "\\\"").replacing(text: "\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return "\(whole)" }
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return "\(value)"
    }
}
