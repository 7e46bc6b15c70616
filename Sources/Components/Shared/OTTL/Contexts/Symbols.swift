/// The enumerations' symbols of each context.
enum Symbols {
    /// The number that `name` stands for in `context`; nil when it has no such symbol.
    static func value(_ name: String, in context: OTTLContext) -> Int64? {
        tables(of: context).lazy.compactMap { $0[name] }.first
    }

    /// The symbols of `context`.
    static func names(in context: OTTLContext) -> [String] { tables(of: context).flatMap(\.keys) }

    private static func tables(of context: OTTLContext) -> [[String: Int64]] {
        switch context {
        case .span, .spanevent, .spanlink: [spans]
        case .log: [severities]
        case .metric: [metrics]
        case .datapoint, .exemplar: [metrics, dataPointFlags]
        case .resource, .scope, .profile: []
        }
    }

    private static let spans: [String: Int64] = [
        "SPAN_KIND_UNSPECIFIED": 0, "SPAN_KIND_INTERNAL": 1, "SPAN_KIND_SERVER": 2, "SPAN_KIND_CLIENT": 3,
        "SPAN_KIND_PRODUCER": 4, "SPAN_KIND_CONSUMER": 5,
        "STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2,
    ]

    private static let severities: [String: Int64] = {
        var symbols: [String: Int64] = ["SEVERITY_NUMBER_UNSPECIFIED": 0]
        for (level, name) in ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].enumerated() {
            for step in 0..<4 {
                let suffix = step == 0 ? "" : "\(step + 1)"
                symbols["SEVERITY_NUMBER_\(name)\(suffix)"] = Int64(level * 4 + step + 1)
            }
        }
        return symbols
    }()

    private static let metrics: [String: Int64] = [
        "METRIC_DATA_TYPE_NONE": 0, "METRIC_DATA_TYPE_GAUGE": 1, "METRIC_DATA_TYPE_SUM": 2,
        "METRIC_DATA_TYPE_HISTOGRAM": 3, "METRIC_DATA_TYPE_EXPONENTIAL_HISTOGRAM": 4, "METRIC_DATA_TYPE_SUMMARY": 5,
        "AGGREGATION_TEMPORALITY_UNSPECIFIED": 0, "AGGREGATION_TEMPORALITY_DELTA": 1,
        "AGGREGATION_TEMPORALITY_CUMULATIVE": 2,
    ]

    private static let dataPointFlags: [String: Int64] = ["FLAG_NONE": 0, "FLAG_NO_RECORDED_VALUE": 1]
}
