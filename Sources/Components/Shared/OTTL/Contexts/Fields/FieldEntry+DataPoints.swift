internal import Pdata

/// The fields of an exponential histogram's point that hold buckets, and those of the buckets.
private enum ExponentialFields {
    static let positive = 8
    static let negative = 9
    static let offset = 1
    static let counts = 2
}

/// The field of a summary's point that holds quantiles.
private enum SummaryFields {
    static let quantiles = 6
}

extension FieldEntry {
    private static let histograms: Set<MetricKind> = [.histogram, .exponentialHistogram]
    private static let histogramsAndSummaries: Set<MetricKind> = [.histogram, .exponentialHistogram, .summary]

    /// The paths of a data point; what its kind does not have reads as nil, and is not written.
    static let dataPoint: [FieldEntry] = [
        FieldEntry(
            "attributes",
            .other { place, keys in
                .attributes(place, number: { RecordDataPointFields($0.target.dataPointKind).attributes }, keys)
            },
            isIndexable: true
        ),
        FieldEntry("start_time_unix_nano", .nanoseconds(2)),
        FieldEntry("time_unix_nano", .nanoseconds(3)),
        FieldEntry("start_time", .time(2)),
        FieldEntry("time", .time(3)),
        FieldEntry("value_double", .other { place, _ in .number(place, asDouble: true) }),
        FieldEntry("value_int", .other { place, _ in .number(place, asDouble: false) }),
        FieldEntry("exemplars", .other { place, _ in .exemplars(place) }),
        FieldEntry("flags", .other { place, _ in .dataPointFlags(place) }),
        FieldEntry("count", .other { place, _ in .only(histogramsAndSummaries, .count, 4, place) }),
        FieldEntry("sum", .other { place, _ in .only(histogramsAndSummaries, .double, 5, place) }),
        FieldEntry("bucket_counts", .other { place, _ in .only([.histogram], .counts, 6, place) }),
        FieldEntry("explicit_bounds", .other { place, _ in .only([.histogram], .bounds, 7, place) }),
        FieldEntry("scale", .other { place, _ in .only([.exponentialHistogram], .zigzag, 6, place) }),
        FieldEntry("zero_count", .other { place, _ in .only([.exponentialHistogram], .count, 7, place) }),
        FieldEntry("positive", .other { place, _ in .buckets(ExponentialFields.positive, place) }),
        FieldEntry(
            "positive.offset",
            .other { place, _ in
                .only([.exponentialHistogram], .zigzag, ExponentialFields.offset, place.in(ExponentialFields.positive))
            }
        ),
        FieldEntry(
            "positive.bucket_counts",
            .other { place, _ in
                .only([.exponentialHistogram], .varints, ExponentialFields.counts, place.in(ExponentialFields.positive))
            }
        ),
        FieldEntry("negative", .other { place, _ in .buckets(ExponentialFields.negative, place) }),
        FieldEntry(
            "negative.offset",
            .other { place, _ in
                .only([.exponentialHistogram], .zigzag, ExponentialFields.offset, place.in(ExponentialFields.negative))
            }
        ),
        FieldEntry(
            "negative.bucket_counts",
            .other { place, _ in
                .only([.exponentialHistogram], .varints, ExponentialFields.counts, place.in(ExponentialFields.negative))
            }
        ),
        FieldEntry("quantile_values", .other { place, _ in .quantiles(place) }),
    ]

    /// The paths of an exemplar.
    static let exemplar: [FieldEntry] = [
        FieldEntry("filtered_attributes", .attributes(7)),
        FieldEntry("time_unix_nano", .nanoseconds(2)),
        FieldEntry("time", .time(2)),
        FieldEntry("value_double", .other { place, _ in .oneOf(place, double: 3, int: 6, asDouble: true) }),
        FieldEntry("value_int", .other { place, _ in .oneOf(place, double: 3, int: 6, asDouble: false) }),
        FieldEntry("trace_id", .traceID(5)),
        FieldEntry("trace_id.string", .traceIDText(5)),
        FieldEntry("span_id", .spanID(4)),
        FieldEntry("span_id.string", .spanIDText(4)),
    ]
}

extension MessagePlace {
    fileprivate func `in`(_ nested: Int) -> MessagePlace { MessagePlace(level: level, nested: nested) }
}

/// How a field of some kinds of data points is written.
private enum NumberForm {
    case count, double, zigzag
    /// A list of counts of eight bytes each.
    case counts
    case bounds
    case varints
}

extension PathAccess {
    /// The value of a gauge's or sum's point.
    fileprivate static func number(_ place: MessagePlace, asDouble: Bool) -> PathAccess {
        let any = oneOf(place, double: 4, int: 6, asDouble: asDouble)
        return PathAccess(
            { (evaluation) throws(EvaluationError) in
                evaluation.target.dataPointKind.isNumber ? try any.get(evaluation) : .none
            },
            set: { (evaluation, value) throws(EvaluationError) in
                if evaluation.target.dataPointKind.isNumber { try any.set?(evaluation, value) }
            }
        )
    }

    /// A double or an int, whichever it is; read as the other it is zero.
    fileprivate static func oneOf(_ place: MessagePlace, double: Int, int: Int, asDouble: Bool) -> PathAccess {
        PathAccess(
            { evaluation in
                let bits = place.message(evaluation).bits(asDouble ? double : int) ?? 0
                return asDouble ? .double(Double(bitPattern: bits)) : .int(Int64(bitPattern: bits))
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let message = place.message(evaluation)
                switch value {
                case .double(let value) where asDouble: message.set(double: double, int: int, .double(value))
                case .int(let value) where !asDouble: message.set(double: double, int: int, .int(value))
                default: throw value.mismatch("value", asDouble ? "float64" : "int64")
                }
            }
        )
    }

    fileprivate static func dataPointFlags(_ place: MessagePlace) -> PathAccess {
        PathAccess(
            { evaluation in
                let number = RecordDataPointFields(evaluation.target.dataPointKind).flags
                return .int(Int64(UInt32(truncatingIfNeeded: place.message(evaluation).bits(number) ?? 0)))
            },
            set: { (evaluation, value) throws(EvaluationError) in
                guard case .int(let int) = value else { throw value.mismatch("flags", "int64") }
                let number = RecordDataPointFields(evaluation.target.dataPointKind).flags
                place.message(evaluation).set(number, varint: UInt64(UInt32(truncatingIfNeeded: int)))
            }
        )
    }

    fileprivate static func exemplars(_ place: MessagePlace) -> PathAccess {
        let typeName = "pmetric.ExemplarSlice"
        return messages(place, typeName) { RecordDataPointFields($0.target.dataPointKind).exemplars }
    }

    fileprivate static func quantiles(_ place: MessagePlace) -> PathAccess {
        messages(place, "pmetric.SummaryDataPointValueAtQuantileSlice") {
            $0.target.dataPointKind == .summary ? SummaryFields.quantiles : 0
        }
    }

    /// The buckets of an exponential histogram as a whole.
    fileprivate static func buckets(_ number: Int, _ place: MessagePlace) -> PathAccess {
        messages(place, "pmetric.ExponentialHistogramDataPointBuckets") {
            $0.target.dataPointKind == .exponentialHistogram ? number : 0
        }
    }

    /// Messages in the fields that `number` tells; 0 where there are none.
    private static func messages(
        _ place: MessagePlace,
        _ typeName: String,
        _ number: @escaping @Sendable (Evaluation) -> Int
    ) -> PathAccess {
        PathAccess(
            { evaluation in
                let number = number(evaluation)
                guard number != 0 else { return .none }
                var messages: [Bytes] = []
                place.message(evaluation).bytes.forEach(number) { messages.append($0.owned) }
                return .messages(messages, of: typeName)
            },
            set: { (evaluation, value) throws(EvaluationError) in
                guard case .messages(let messages, typeName) = value else {
                    throw value.mismatch("data point", typeName)
                }
                let number = number(evaluation)
                if number != 0 { place.message(evaluation).replaceAll(number, by: messages) }
            }
        )
    }

    /// A field of some `kinds` of data points.
    fileprivate static func only(
        _ kinds: Set<MetricKind>,
        _ form: NumberForm,
        _ number: Int,
        _ place: MessagePlace
    ) -> PathAccess {
        PathAccess(
            { evaluation in
                guard kinds.contains(evaluation.target.dataPointKind) else { return .none }
                return form.read(place.message(evaluation), number)
            },
            set: { evaluation, value in
                let kind = evaluation.target.dataPointKind
                guard kinds.contains(kind) else { return }
                form.write(place.message(evaluation), number, value)
            }
        )
    }
}

extension MetricKind {
    fileprivate var isNumber: Bool { self == .gauge || self == .sum }
}

extension NumberForm {
    fileprivate func read(_ message: RecordMessage, _ number: Int) -> Value {
        switch self {
        case .count:
            return .int(Int64(bitPattern: message.bits(number) ?? 0))
        case .double:
            return .double(Double(bitPattern: message.bits(number) ?? 0))
        case .zigzag:
            let bits = UInt32(truncatingIfNeeded: message.bits(number) ?? 0)
            return .int(Int64(Int32(truncatingIfNeeded: bits >> 1) ^ -Int32(truncatingIfNeeded: bits & 1)))
        case .counts:
            return .array(message.payload(number).eights.map { .int(Int64(bitPattern: $0)) })
        case .bounds:
            return .array(message.payload(number).eights.map { .double(Double(bitPattern: $0)) })
        case .varints:
            return .array(message.payload(number).varints.map { .int(Int64(bitPattern: $0)) })
        }
    }

    /// Writes `value`; one of another type is ignored.
    fileprivate func write(_ message: RecordMessage, _ number: Int, _ value: Value) {
        switch (self, value) {
        case (.count, .int(let int)):
            message.set(number, fixed64: int == 0 ? nil : UInt64(bitPattern: int))
        case (.double, .double(let double)):
            message.set(number, fixed64: double.bitPattern)
        case (.zigzag, .int(let int)):
            message.set(number, sint32: Int32(truncatingIfNeeded: int))
        case (.counts, .array(let elements)):
            let counts = elements.compactMap(\.wholeNumber)
            if counts.count == elements.count { message.set(number, packed: counts.map { UInt64(bitPattern: $0) }) }
        case (.bounds, .array(let elements)):
            let bounds = elements.compactMap(\.number)
            if bounds.count == elements.count { message.set(number, packed: bounds.map(\.bitPattern)) }
        case (.varints, .array(let elements)):
            let counts = elements.compactMap(\.wholeNumber)
            guard counts.count == elements.count else { return }
            message.set(number, packedVarints: counts.map { UInt64(bitPattern: $0) })
        default:
            return
        }
    }
}

extension AttributeValue {
    fileprivate var wholeNumber: Int64? {
        guard case .int(let int) = self else { return nil }
        return int
    }

    fileprivate var number: Double? {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double
        default: nil
        }
    }
}
