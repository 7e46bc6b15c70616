extension Schema {
    static let metrics: [MessageSchema] =
        metricContainers + [
            MessageSchema(
                id: .numberDataPoint,
                fields: [
                    attributes(7),
                    FieldSchema(2, "start_time_unix_nano", .fixed64),
                    FieldSchema(3, "time_unix_nano", .fixed64),
                    FieldSchema(4, "as_double", .double, .oneof),
                    FieldSchema(6, "as_int", .sfixed64, .oneof),
                    FieldSchema(5, "exemplars", .message(.exemplar), .repeated),
                    FieldSchema(8, "flags", .uint32),
                ],
                isItem: true
            ),
            MessageSchema(
                id: .histogramDataPoint,
                fields: [
                    attributes(9),
                    FieldSchema(2, "start_time_unix_nano", .fixed64),
                    FieldSchema(3, "time_unix_nano", .fixed64),
                    FieldSchema(4, "count", .fixed64),
                    FieldSchema(5, "sum", .double, .optional),
                    FieldSchema(6, "bucket_counts", .fixed64, .repeated),
                    FieldSchema(7, "explicit_bounds", .double, .repeated),
                    FieldSchema(8, "exemplars", .message(.exemplar), .repeated),
                    FieldSchema(10, "flags", .uint32),
                    FieldSchema(11, "min", .double, .optional),
                    FieldSchema(12, "max", .double, .optional),
                ],
                isItem: true
            ),
            MessageSchema(
                id: .exponentialHistogramDataPoint,
                fields: [
                    attributes(1),
                    FieldSchema(2, "start_time_unix_nano", .fixed64),
                    FieldSchema(3, "time_unix_nano", .fixed64),
                    FieldSchema(4, "count", .fixed64),
                    FieldSchema(5, "sum", .double, .optional),
                    FieldSchema(6, "scale", .sint32),
                    FieldSchema(7, "zero_count", .fixed64),
                    FieldSchema(8, "positive", .message(.buckets)),
                    FieldSchema(9, "negative", .message(.buckets)),
                    FieldSchema(10, "flags", .uint32),
                    FieldSchema(11, "exemplars", .message(.exemplar), .repeated),
                    FieldSchema(12, "min", .double, .optional),
                    FieldSchema(13, "max", .double, .optional),
                    FieldSchema(14, "zero_threshold", .double),
                ],
                isItem: true
            ),
            MessageSchema(
                id: .buckets,
                fields: [
                    FieldSchema(1, "offset", .sint32),
                    FieldSchema(2, "bucket_counts", .uint64, .repeated),
                ]
            ),
            MessageSchema(
                id: .summaryDataPoint,
                fields: [
                    attributes(7),
                    FieldSchema(2, "start_time_unix_nano", .fixed64),
                    FieldSchema(3, "time_unix_nano", .fixed64),
                    FieldSchema(4, "count", .fixed64),
                    FieldSchema(5, "sum", .double),
                    FieldSchema(6, "quantile_values", .message(.valueAtQuantile), .repeated),
                    FieldSchema(8, "flags", .uint32),
                ],
                isItem: true
            ),
            MessageSchema(
                id: .valueAtQuantile,
                fields: [
                    FieldSchema(1, "quantile", .double),
                    FieldSchema(2, "value", .double),
                ]
            ),
            MessageSchema(
                id: .exemplar,
                fields: [
                    attributes(7, "filtered_attributes"),
                    FieldSchema(2, "time_unix_nano", .fixed64),
                    FieldSchema(3, "as_double", .double, .oneof),
                    FieldSchema(6, "as_int", .sfixed64, .oneof),
                    FieldSchema(4, "span_id", spanID),
                    FieldSchema(5, "trace_id", traceID),
                ]
            ),
        ]

    private static let temporality = FieldSchema(2, "aggregation_temporality", .enumeration(.aggregationTemporality))

    private static let metricContainers: [MessageSchema] = [
        MessageSchema(
            id: .metricsRequest,
            fields: [
                FieldSchema(1, "resource_metrics", .message(.resourceMetrics), .repeated)
            ]
        ),
        MessageSchema(
            id: .resourceMetrics,
            fields: resource("scope_metrics", .scopeMetrics, superseded: "instrumentation_library_metrics")
        ),
        MessageSchema(id: .scopeMetrics, fields: scope("metrics", .metric)),
        MessageSchema(
            id: .metric,
            fields: [
                FieldSchema(1, "name", .string),
                FieldSchema(2, "description", .string),
                FieldSchema(3, "unit", .string),
                FieldSchema(5, "gauge", .message(.gauge), .oneof),
                FieldSchema(7, "sum", .message(.sum), .oneof),
                FieldSchema(9, "histogram", .message(.histogram), .oneof),
                FieldSchema(10, "exponential_histogram", .message(.exponentialHistogram), .oneof),
                FieldSchema(11, "summary", .message(.summary), .oneof),
                attributes(12, "metadata"),
            ]
        ),
        MessageSchema(id: .gauge, fields: [points(.numberDataPoint)]),
        MessageSchema(
            id: .sum,
            fields: [points(.numberDataPoint), temporality, FieldSchema(3, "is_monotonic", .bool)]
        ),
        MessageSchema(id: .histogram, fields: [points(.histogramDataPoint), temporality]),
        MessageSchema(id: .exponentialHistogram, fields: [points(.exponentialHistogramDataPoint), temporality]),
        MessageSchema(id: .summary, fields: [points(.summaryDataPoint)]),
    ]

    private static func points(_ point: MessageID) -> FieldSchema {
        FieldSchema(1, "data_points", .message(point), .repeated)
    }
}
