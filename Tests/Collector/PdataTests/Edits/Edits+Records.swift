import Foundation
import OTLPOracle

@testable import Pdata

// What `Edits` does to each kind of record: once by this module's editors, once to the oracle's messages. Both draw the
// same numbers in the same order.

extension Edits {
    mutating func edit(_ span: inout SpanEditor) {
        attributes(&span.attributes)
        if chance() { span.traceID = traceID() }
        if chance() { span.spanID = spanID() }
        if chance() { span.parentSpanID = spanID() }
        if chance() { span.traceState = string() }
        if chance() { span.name = string() }
        if chance() { span.kind = SpanKind(rawValue: Int32(truncatingIfNeeded: number())) }
        if chance() { span.startTimeUnixNano = number() }
        if chance() { span.endTimeUnixNano = number() }
        if chance() { span.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.droppedEventsCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.droppedLinksCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.status.message = string() }
        if chance() { span.status.code = SpanStatusCode(rawValue: chance() ? 0 : 2) }
        if chance() {
            let edits = nested()
            var index = 0
            span.editEvents { event in
                var edits = edits.record(index)
                edits.edit(&event)
                if edits.chance(8) { event.span.name = edits.string() }
                if edits.chance(8) { edits.attributes(&event.span.attributes) }
                if edits.chance(8) { event.span.status.message = edits.string() }
                index += 1
            }
        }
        if chance() {
            let edits = nested()
            var index = 0
            span.editLinks { link in
                var edits = edits.record(index)
                edits.edit(&link)
                index += 1
            }
        }
        if chance(5) { span.removeEvents { $0.name.utf8Count % 2 == 0 } }
        if chance(5) { span.removeLinks { $0.flags % 2 == 0 } }
        attributes(&span.attributes)
    }

    mutating func edit(_ span: inout Opentelemetry_Proto_Trace_V1_Span) {
        attributes(&span.attributes)
        if chance() { span.traceID = data(traceID()) }
        if chance() { span.spanID = data(spanID()) }
        if chance() { span.parentSpanID = data(spanID()) }
        if chance() { span.traceState = string() }
        if chance() { span.name = string() }
        if chance() { span.kind = .init(rawValue: Int(Int32(truncatingIfNeeded: number()))) ?? .unspecified }
        if chance() { span.startTimeUnixNano = number() }
        if chance() { span.endTimeUnixNano = number() }
        if chance() { span.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.droppedEventsCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.droppedLinksCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { span.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() {
            let value = string()
            if span.status.message != value { span.status.message = value }
        }
        if chance() {
            let value: Opentelemetry_Proto_Trace_V1_Status.StatusCode = chance() ? .unset : .error
            if span.status.code != value { span.status.code = value }
        }
        if chance() {
            let edits = nested()
            for index in span.events.indices {
                var edits = edits.record(index)
                edits.edit(&span.events[index])
                if edits.chance(8) { span.name = edits.string() }
                if edits.chance(8) { edits.attributes(&span.attributes) }
                if edits.chance(8) {
                    let value = edits.string()
                    if span.status.message != value { span.status.message = value }
                }
            }
        }
        if chance() {
            let edits = nested()
            for index in span.links.indices {
                var edits = edits.record(index)
                edits.edit(&span.links[index])
            }
        }
        if chance(5) { span.events.removeAll { $0.name.utf8.count % 2 == 0 } }
        if chance(5) { span.links.removeAll { $0.flags % 2 == 0 } }
        attributes(&span.attributes)
    }

    mutating func edit(_ event: inout SpanEventEditor) {
        if chance() { event.timeUnixNano = number() }
        if chance() { event.name = string() }
        attributes(&event.attributes)
        if chance() { event.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
    }

    mutating func edit(_ event: inout Opentelemetry_Proto_Trace_V1_Span.Event) {
        if chance() { event.timeUnixNano = number() }
        if chance() { event.name = string() }
        attributes(&event.attributes)
        if chance() { event.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
    }

    mutating func edit(_ link: inout SpanLinkEditor) {
        if chance() { link.traceID = traceID() }
        if chance() { link.spanID = spanID() }
        if chance() { link.traceState = string() }
        attributes(&link.attributes)
        if chance() { link.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { link.flags = UInt32(truncatingIfNeeded: number()) }
    }

    mutating func edit(_ link: inout Opentelemetry_Proto_Trace_V1_Span.Link) {
        if chance() { link.traceID = data(traceID()) }
        if chance() { link.spanID = data(spanID()) }
        if chance() { link.traceState = string() }
        attributes(&link.attributes)
        if chance() { link.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { link.flags = UInt32(truncatingIfNeeded: number()) }
    }

    mutating func edit(_ record: inout LogRecordEditor) {
        if chance() { record.timeUnixNano = number() }
        if chance() { record.observedTimeUnixNano = number() }
        if chance() { record.severityNumber = SeverityNumber(rawValue: Int32(truncatingIfNeeded: number() % 30)) }
        if chance() { record.severityText = string() }
        if chance() { record.body = value() }
        attributes(&record.attributes)
        if chance() { record.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { record.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { record.traceID = traceID() }
        if chance() { record.spanID = spanID() }
        if chance() { record.eventName = string() }
    }

    mutating func edit(_ record: inout Opentelemetry_Proto_Logs_V1_LogRecord) {
        if chance() { record.timeUnixNano = number() }
        if chance() { record.observedTimeUnixNano = number() }
        if chance() { record.severityNumber = .init(rawValue: Int(number() % 30)) ?? .unspecified }
        if chance() { record.severityText = string() }
        if chance() {
            let value = value()
            if value == .empty { record.clearBody() } else { record.body = AnyValue(value) }
        }
        attributes(&record.attributes)
        if chance() { record.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { record.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { record.traceID = data(traceID()) }
        if chance() { record.spanID = data(spanID()) }
        if chance() { record.eventName = string() }
    }

    mutating func edit(_ point: inout ExemplarEditor) {
        if chance() { point.timeUnixNano = number() }
        if chance() {
            switch number() {
            case 0: point.value = .none
            case 1: point.value = .int(Int64(truncatingIfNeeded: number()))
            default: point.value = .double(double())
            }
        }
        if chance() { point.traceID = traceID() }
        if chance() { point.spanID = spanID() }
        attributes(&point.filteredAttributes)
    }

    mutating func edit(_ point: inout Opentelemetry_Proto_Metrics_V1_Exemplar) {
        if chance() { point.timeUnixNano = number() }
        if chance() {
            switch number() {
            case 0: point.value = nil
            case 1: point.value = .asInt(Int64(truncatingIfNeeded: number()))
            default: point.value = .asDouble(double())
            }
        }
        if chance() { point.traceID = data(traceID()) }
        if chance() { point.spanID = data(spanID()) }
        attributes(&point.filteredAttributes)
    }

    mutating func edit(_ point: inout DataPointEditor) {
        switch point.kind {
        case .gauge, .sum: editNumber(&point)
        case .histogram: editHistogram(&point)
        case .exponentialHistogram: editExponential(&point)
        case .summary: editSummary(&point)
        case .empty: break
        }
    }

    mutating func editNumber(_ point: inout DataPointEditor) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() {
            switch number() {
            case 0: point.value = .none
            case 1: point.value = .int(Int64(truncatingIfNeeded: number()))
            default: point.value = .double(double())
            }
        }
        if chance() {
            let edits = nested()
            var index = 0
            point.editExemplars { exemplar in
                var edits = edits.record(index)
                edits.edit(&exemplar)
                index += 1
            }
        }
        if chance(5) { point.removeExemplars { $0.timeUnixNano % 2 == 0 } }
    }

    mutating func editNumber(_ point: inout Opentelemetry_Proto_Metrics_V1_NumberDataPoint) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() {
            switch number() {
            case 0: point.value = nil
            case 1: point.value = .asInt(Int64(truncatingIfNeeded: number()))
            default: point.value = .asDouble(double())
            }
        }
        if chance() {
            let edits = nested()
            for index in point.exemplars.indices {
                var edits = edits.record(index)
                edits.edit(&point.exemplars[index])
            }
        }
        if chance(5) { point.exemplars.removeAll { $0.timeUnixNano % 2 == 0 } }
    }

    mutating func editHistogram(_ point: inout DataPointEditor) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { point.count = number() }
        if chance() { point.sum = chance() ? nil : double() }
        if chance() { point.min = chance() ? nil : double() }
        if chance() { point.max = chance() ? nil : double() }
        if chance() { point.bucketCounts = chance() ? [] : [number(), 0, 3] }
        if chance() { point.explicitBounds = chance() ? [] : [double()] }
        if chance() {
            let edits = nested()
            var index = 0
            point.editExemplars { exemplar in
                var edits = edits.record(index)
                edits.edit(&exemplar)
                index += 1
            }
        }
        if chance(5) { point.removeExemplars { $0.timeUnixNano % 2 == 0 } }
    }

    mutating func editHistogram(_ point: inout Opentelemetry_Proto_Metrics_V1_HistogramDataPoint) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { point.count = number() }
        if chance() {
            if chance() { point.clearSum() } else { point.sum = double() }
        }
        if chance() {
            if chance() { point.clearMin() } else { point.min = double() }
        }
        if chance() {
            if chance() { point.clearMax() } else { point.max = double() }
        }
        if chance() { point.bucketCounts = chance() ? [] : [number(), 0, 3] }
        if chance() { point.explicitBounds = chance() ? [] : [double()] }
        if chance() {
            let edits = nested()
            for index in point.exemplars.indices {
                var edits = edits.record(index)
                edits.edit(&point.exemplars[index])
            }
        }
        if chance(5) { point.exemplars.removeAll { $0.timeUnixNano % 2 == 0 } }
    }

    mutating func editExponential(_ point: inout DataPointEditor) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { point.count = number() }
        if chance() { point.sum = chance() ? nil : double() }
        if chance() { point.min = chance() ? nil : double() }
        if chance() { point.max = chance() ? nil : double() }
        if chance() { point.scale = Int32(truncatingIfNeeded: number()) }
        if chance() { point.zeroCount = number() }
        if chance() { point.zeroThreshold = double() }
        if chance() {
            let edits = nested()
            var index = 0
            point.editExemplars { exemplar in
                var edits = edits.record(index)
                edits.edit(&exemplar)
                index += 1
            }
        }
        if chance(5) { point.removeExemplars { $0.timeUnixNano % 2 == 0 } }
    }

    mutating func editExponential(_ point: inout Opentelemetry_Proto_Metrics_V1_ExponentialHistogramDataPoint) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { point.count = number() }
        if chance() {
            if chance() { point.clearSum() } else { point.sum = double() }
        }
        if chance() {
            if chance() { point.clearMin() } else { point.min = double() }
        }
        if chance() {
            if chance() { point.clearMax() } else { point.max = double() }
        }
        if chance() { point.scale = Int32(truncatingIfNeeded: number()) }
        if chance() { point.zeroCount = number() }
        if chance() { point.zeroThreshold = double() }
        if chance() {
            let edits = nested()
            for index in point.exemplars.indices {
                var edits = edits.record(index)
                edits.edit(&point.exemplars[index])
            }
        }
        if chance(5) { point.exemplars.removeAll { $0.timeUnixNano % 2 == 0 } }
    }

    mutating func editSummary(_ point: inout DataPointEditor) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { point.count = number() }
        if chance() { point.sum = double() }
    }

    mutating func editSummary(_ point: inout Opentelemetry_Proto_Metrics_V1_SummaryDataPoint) {
        if chance() { point.startTimeUnixNano = number() }
        if chance() { point.timeUnixNano = number() }
        attributes(&point.attributes)
        if chance() { point.flags = UInt32(truncatingIfNeeded: number()) }
        if chance() { point.count = number() }
        if chance() { point.sum = double() }
    }

    private func data(_ id: TraceID) -> Data {
        id.isEmpty ? Data() : data(id.high) + data(id.low)
    }

    private func data(_ id: SpanID) -> Data {
        id.isEmpty ? Data() : data(id.value)
    }

    private func data(_ value: UInt64) -> Data {
        Data((0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) })
    }
}
