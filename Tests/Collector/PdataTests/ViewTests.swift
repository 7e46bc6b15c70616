import OTLPOracle
import Pdata
import SwiftProtobuf
import Testing

/// Views say what the protobuf runtime says.
@Suite struct ViewTests {
    static let seeds = (0..<20).map(UInt64.init)

    @Test(arguments: seeds) func traces(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let message = messages.message(TracesRequest.self)
        let traces = try Traces(validating: message.wire)
        #expect(traces.resourceCount == message.resourceSpans.count)
        var spans = message.resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans)[...]
        traces.forEachResource { resource in
            resource.forEachScope { scope in
                scope.forEachSpan { span in
                    guard let expected = spans.popFirst() else { return }
                    #expect(span.name.string == expected.name)
                    let isSame = span.name == expected.name
                    #expect(isSame)
                    #expect(span.traceID.description == hex(expected.traceID))
                    #expect(span.spanID.description == hex(expected.spanID))
                    #expect(span.parentSpanID.description == hex(expected.parentSpanID))
                    #expect(span.traceState.string == expected.traceState)
                    #expect(Int(span.kind.rawValue) == expected.kind.rawValue)
                    #expect(span.startTimeUnixNano == expected.startTimeUnixNano)
                    #expect(span.endTimeUnixNano == expected.endTimeUnixNano)
                    #expect(span.attributes.owned() == expected.attributes.map(\.owned))
                    #expect(span.attributes.count == expected.attributes.count)
                    #expect(span.droppedAttributesCount == expected.droppedAttributesCount)
                    #expect(span.droppedEventsCount == expected.droppedEventsCount)
                    #expect(span.droppedLinksCount == expected.droppedLinksCount)
                    #expect(span.flags == expected.flags)
                    #expect(span.status.message.string == expected.status.message)
                    #expect(Int(span.status.code.rawValue) == expected.status.code.rawValue)
                    #expect(span.eventCount == expected.events.count)
                    var events = expected.events[...]
                    span.forEachEvent { event in
                        guard let expected = events.popFirst() else { return }
                        #expect(event.name.string == expected.name)
                        #expect(event.timeUnixNano == expected.timeUnixNano)
                        #expect(event.attributes.owned() == expected.attributes.map(\.owned))
                    }
                    #expect(events.isEmpty)
                    var links = expected.links[...]
                    span.forEachLink { link in
                        guard let expected = links.popFirst() else { return }
                        #expect(link.traceID.description == hex(expected.traceID))
                        #expect(link.spanID.description == hex(expected.spanID))
                        #expect(link.attributes.owned() == expected.attributes.map(\.owned))
                    }
                    #expect(links.isEmpty)
                }
            }
        }
        #expect(spans.isEmpty)
    }

    @Test(arguments: seeds) func logs(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let message = messages.message(LogsRequest.self)
        var records = message.resourceLogs.flatMap(\.scopeLogs).flatMap(\.logRecords)[...]
        try Logs(validating: message.wire).forEachResource { resource in
            resource.forEachScope { scope in
                scope.forEachLogRecord { record in
                    guard let expected = records.popFirst() else { return }
                    #expect(record.body.owned() == expected.body.owned)
                    #expect(record.severityText.string == expected.severityText)
                    #expect(Int(record.severityNumber.rawValue) == expected.severityNumber.rawValue)
                    #expect(record.timeUnixNano == expected.timeUnixNano)
                    #expect(record.observedTimeUnixNano == expected.observedTimeUnixNano)
                    #expect(record.traceID.description == hex(expected.traceID))
                    #expect(record.flags == expected.flags)
                    #expect(record.eventName.string == expected.eventName)
                }
            }
        }
        #expect(records.isEmpty)
    }

    @Test(arguments: seeds) func metrics(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let message = messages.message(MetricsRequest.self)
        var metrics = message.resourceMetrics.flatMap(\.scopeMetrics).flatMap(\.metrics)[...]
        try Metrics(validating: message.wire).forEachResource { resource in
            resource.forEachScope { scope in
                scope.forEachMetric { metric in
                    guard let expected = metrics.popFirst() else { return }
                    #expect(metric.name.string == expected.name)
                    #expect(metric.unit.string == expected.unit)
                    #expect(metric.description.string == expected.description_p)
                    #expect(metric.metadata.owned() == expected.metadata.map(\.owned))
                    compare(metric, expected)
                }
            }
        }
        #expect(metrics.isEmpty)
    }

    private func compare(_ metric: MetricView, _ expected: Opentelemetry_Proto_Metrics_V1_Metric) {
        switch expected.data {
        case .gauge(let gauge):
            #expect(metric.kind == .gauge)
            compareNumbers(metric, gauge.dataPoints)
        case .sum(let sum):
            #expect(metric.kind == .sum)
            #expect(metric.isMonotonic == sum.isMonotonic)
            #expect(Int(metric.aggregationTemporality.rawValue) == sum.aggregationTemporality.rawValue)
            compareNumbers(metric, sum.dataPoints)
        case .histogram(let histogram):
            #expect(metric.kind == .histogram)
            var points = histogram.dataPoints[...]
            metric.forEachHistogramDataPoint { point in
                guard let expected = points.popFirst() else { return }
                #expect(point.count == expected.count)
                #expect(point.sum == (expected.hasSum ? expected.sum : nil))
                #expect(point.min == (expected.hasMin ? expected.min : nil))
                #expect(point.max == (expected.hasMax ? expected.max : nil))
                #expect((0..<point.bucketCounts.count).map { point.bucketCounts[$0] } == expected.bucketCounts)
                #expect((0..<point.explicitBounds.count).map { point.explicitBounds[$0] } == expected.explicitBounds)
                #expect(point.exemplarCount == expected.exemplars.count)
            }
            #expect(points.isEmpty)
        case .exponentialHistogram(let histogram):
            #expect(metric.kind == .exponentialHistogram)
            var points = histogram.dataPoints[...]
            metric.forEachExponentialHistogramDataPoint { point in
                guard let expected = points.popFirst() else { return }
                #expect(point.scale == expected.scale)
                #expect(point.zeroCount == expected.zeroCount)
                #expect(point.zeroThreshold == expected.zeroThreshold)
                #expect(point.positive.offset == expected.positive.offset)
                #expect(point.positive.bucketCounts.uint64s == expected.positive.bucketCounts)
                #expect(point.negative.offset == expected.negative.offset)
                #expect(point.negative.bucketCounts.uint64s == expected.negative.bucketCounts)
            }
            #expect(points.isEmpty)
        case .summary(let summary):
            #expect(metric.kind == .summary)
            var points = summary.dataPoints[...]
            metric.forEachSummaryDataPoint { point in
                guard let expected = points.popFirst() else { return }
                #expect(point.sum == expected.sum)
                var quantiles = expected.quantileValues[...]
                point.forEachQuantile { quantile in
                    guard let expected = quantiles.popFirst() else { return }
                    #expect(quantile.quantile == expected.quantile)
                    #expect(quantile.value == expected.value)
                }
                #expect(quantiles.isEmpty)
            }
            #expect(points.isEmpty)
        case nil:
            #expect(metric.kind == .empty)
            #expect(metric.dataPointCount == 0)
        }
    }

    private func compareNumbers(_ metric: MetricView, _ expected: [Opentelemetry_Proto_Metrics_V1_NumberDataPoint]) {
        #expect(metric.dataPointCount == expected.count)
        var points = expected[...]
        metric.forEachNumberDataPoint { point in
            guard let expected = points.popFirst() else { return }
            switch expected.value {
            case .asInt(let int): #expect(point.value == .int(int))
            case .asDouble(let double): #expect(point.value == .double(double))
            case nil: #expect(point.value == .none)
            }
            #expect(point.attributes.owned() == expected.attributes.map(\.owned))
            #expect(point.timeUnixNano == expected.timeUnixNano)
            var exemplars = expected.exemplars[...]
            point.forEachExemplar { exemplar in
                guard let expected = exemplars.popFirst() else { return }
                #expect(exemplar.spanID.description == hex(expected.spanID))
                #expect(exemplar.filteredAttributes.owned() == expected.filteredAttributes.map(\.owned))
            }
            #expect(exemplars.isEmpty)
        }
        #expect(points.isEmpty)
    }

    @Test(arguments: seeds) func profiles(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let message = messages.message(ProfilesRequest.self)
        let profiles = try Profiles(validating: message.wire)
        var expected = message.resourceProfiles.flatMap(\.scopeProfiles).flatMap(\.profiles)[...]
        profiles.forEachResource { resource in
            resource.forEachScope { scope in
                scope.forEachProfile { profile in
                    guard let expected = expected.popFirst() else { return }
                    #expect(profile.profileID.description == hex(expected.profileID))
                    #expect(profile.period == expected.period)
                    #expect(profile.attributeIndices.int64s == expected.attributeIndices.map(Int64.init))
                    var samples = expected.samples[...]
                    profile.forEachSample { sample in
                        guard let expected = samples.popFirst() else { return }
                        #expect(sample.values.int64s == expected.values)
                        #expect(sample.stackIndex == expected.stackIndex)
                    }
                    #expect(samples.isEmpty)
                }
            }
        }
        #expect(expected.isEmpty)
        var strings: [String] = []
        profiles.withDictionary { dictionary in dictionary.forEachString { strings.append($0.string) } }
        #expect(strings == message.dictionary.stringTable)
    }

    @Test func attributesAreFound() throws {
        let request = LogsRequest.with {
            $0.resourceLogs = [
                .with {
                    $0.resource.attributes = [
                        .with {
                            $0.key = "service.name"; $0.value.stringValue = "shop"
                        },
                        .with {
                            $0.key = "n"; $0.value.intValue = -3
                        },
                    ]
                }
            ]
        }
        try Logs(validating: request.wire).forEachResource { resource in
            let attributes = resource.resource.attributes
            #expect(attributes["service.name"] == .string("shop"))
            #expect(attributes["nothing"] == nil)
            #expect(attributes.value(of: "n") { $0.int } == -3)
            #expect(attributes.contains { $0.key.hasPrefix("service.") })
            #expect(!attributes.contains { $0.key == "service" })
            var keys: [String] = []
            var cursor = attributes.makeCursor()
            while let attribute = cursor.next() { keys.append(attribute.key.string) }
            #expect(keys == ["service.name", "n"])
        }
    }

    private func hex(_ data: some Sequence<UInt8>) -> String {
        guard data.contains(where: { $0 != 0 }) else { return "" }
        return data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Opentelemetry_Proto_Common_V1_KeyValue {
    var owned: Attribute { Attribute(key, value.owned) }
}

extension Opentelemetry_Proto_Common_V1_AnyValue {
    var owned: AttributeValue {
        switch value {
        case .stringValue(let string): .string(string)
        case .boolValue(let bool): .bool(bool)
        case .intValue(let int): .int(int)
        case .doubleValue(let double): .double(double)
        case .bytesValue(let bytes): .bytes(Bytes(bytes))
        case .arrayValue(let array): .array(array.values.map(\.owned))
        case .kvlistValue(let list): .map(list.values.map(\.owned))
        case .stringValueStrindex, nil: .empty
        }
    }
}
