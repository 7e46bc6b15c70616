import Fuzzing
import Pdata

/// Telemetry that can be edited, thinned out and sorted.
protocol EditableTelemetry: Telemetry {
    /// Edits resources, scopes, records and what is in them.
    mutating func edit(_ edits: inout RandomEdits)

    /// Edits attributes that are not there, and removes no record: nothing changes.
    mutating func visit()

    /// Removes some items, and returns how many.
    mutating func thinOut(_ edits: inout RandomEdits) -> Int

    /// The parts that come out of each way to sort.
    func sorted(_ edits: inout RandomEdits) -> [[Self]]
}

extension Traces: EditableTelemetry {
    mutating func edit(_ edits: inout RandomEdits) {
        editResources { edits.edit(&$0) }
        editScopes { edits.edit(&$0) }
        editSpans { span in
            edits.edit(&span.attributes)
            if edits.chance() { span.name = edits.text() }
            if edits.chance() { span.endTimeUnixNano = edits.integer() }
            if edits.chance() { span.traceID = TraceID(high: edits.integer(), low: edits.integer()) }
            if edits.chance() { span.status.message = edits.text() }
            span.editEvents { event in
                edits.edit(&event.attributes)
                if edits.chance() { event.name = edits.text() }
                if edits.chance(4) { edits.edit(&event.span.attributes) }
            }
            span.editLinks { link in
                edits.edit(&link.attributes)
                if edits.chance() { link.flags = UInt32(truncatingIfNeeded: edits.integer()) }
            }
            if edits.chance(4) { span.removeEvents { $0.attributes.isEmpty } }
            if edits.chance(4) { span.removeLinks { !$0.attributes.isEmpty } }
            if edits.chance(4) { edits.edit(&span.scope) }
            if edits.chance(4) { edits.edit(&span.resource) }
        }
    }

    mutating func visit() {
        editResources { $0.attributes.remove("no such key") }
        editSpans { span in
            span.attributes.rename("no such key", to: "another")
            span.editEvents { $0.attributes.update("no such key", .bool(true)) }
            span.editLinks { $0.attributes.upsert("another", from: "no such key") }
        }
        removeSpans { _ in false }
    }

    mutating func thinOut(_ edits: inout RandomEdits) -> Int {
        var removed = 0
        removeSpans { span in
            let isRemoved = span.span.attributes.isEmpty ? edits.chance() : edits.chance(4)
            if isRemoved { removed += 1 }
            return isRemoved
        }
        return removed
    }

    func sorted(_ edits: inout RandomEdits) -> [[Traces]] {
        [
            partitionResources { _ in edits.number(below: 3) }.map(\.data),
            partitionSpans { _ in edits.number(below: 3) }.map(\.data),
            partitionByTraceID().map(\.data),
        ]
    }
}

extension Metrics: EditableTelemetry {
    mutating func edit(_ edits: inout RandomEdits) {
        editResources { edits.edit(&$0) }
        editScopes { edits.edit(&$0) }
        editMetrics { metric in
            if edits.chance() { metric.name = edits.text() }
            if edits.chance() { metric.isMonotonic = edits.chance() }
            if edits.chance() { edits.edit(&metric.metadata) }
            metric.editDataPoints { edits.edit(&$0) }
            if edits.chance(4) { edits.edit(&metric.scope) }
        }
        editDataPoints { point in
            edits.edit(&point)
            if edits.chance(4) { point.metric.unit = edits.text() }
            if edits.chance(4) { edits.edit(&point.resource) }
        }
    }

    mutating func visit() {
        editScopes { $0.attributes.remove("no such key") }
        editMetrics { $0.metadata.update("no such key", .bool(true)) }
        editDataPoints { point in
            point.attributes.rename("no such key", to: "another")
            point.editExemplars { $0.filteredAttributes.remove("no such key") }
        }
        removeDataPoints { _ in false }
    }

    mutating func thinOut(_ edits: inout RandomEdits) -> Int {
        var removed = 0
        removeMetrics { metric in
            guard edits.chance(4) else { return false }
            removed += metric.metric.dataPointCount
            return true
        }
        removeDataPoints { _ in
            let isRemoved = edits.chance()
            if isRemoved { removed += 1 }
            return isRemoved
        }
        return removed
    }

    func sorted(_ edits: inout RandomEdits) -> [[Metrics]] {
        [
            partitionResources { _ in edits.number(below: 3) }.map(\.data),
            partitionMetrics { _ in edits.number(below: 3) }.map(\.data),
            partitionDataPoints { _ in edits.number(below: 3) }.map(\.data),
        ]
    }
}

extension Logs: EditableTelemetry {
    mutating func edit(_ edits: inout RandomEdits) {
        editResources { edits.edit(&$0) }
        editScopes { edits.edit(&$0) }
        editLogRecords { record in
            edits.edit(&record.attributes)
            if edits.chance() { record.body = edits.value() }
            if edits.chance() { record.severityText = edits.text() }
            if edits.chance() { record.timeUnixNano = edits.integer() }
            if edits.chance(4) { edits.edit(&record.scope) }
            if edits.chance(4) { edits.edit(&record.resource) }
        }
    }

    mutating func visit() {
        editLogRecords { record in
            record.attributes.rename("no such key", to: "another")
        }
        removeLogRecords { _ in false }
    }

    mutating func thinOut(_ edits: inout RandomEdits) -> Int {
        var removed = 0
        removeLogRecords { _ in
            let isRemoved = edits.chance()
            if isRemoved { removed += 1 }
            return isRemoved
        }
        return removed
    }

    func sorted(_ edits: inout RandomEdits) -> [[Logs]] {
        [
            partitionResources { _ in edits.number(below: 3) }.map(\.data),
            partitionLogRecords { _ in edits.number(below: 3) }.map(\.data),
        ]
    }
}

extension Profiles: EditableTelemetry {
    mutating func edit(_ edits: inout RandomEdits) {
        editResources { edits.edit(&$0) }
        editScopes { edits.edit(&$0) }
        editProfiles { profile in
            edits.edit(&profile.attributes)
            if edits.chance() { profile.durationNano = edits.integer() }
            if edits.chance(4) { edits.edit(&profile.scope) }
        }
        editSamples { sample in
            edits.edit(&sample.attributes)
            if edits.chance(4) { edits.edit(&sample.profile.attributes) }
            if edits.chance(4) { edits.edit(&sample.profile.resource) }
        }
    }

    mutating func visit() {
        editProfiles { $0.attributes.rename("no such key", to: "another") }
        editSamples { $0.attributes.remove("no such key") }
        removeSamples { _ in false }
    }

    mutating func thinOut(_ edits: inout RandomEdits) -> Int {
        var removed = 0
        removeProfiles { profile in
            guard edits.chance(4) else { return false }
            removed += profile.profile.sampleCount
            return true
        }
        removeSamples { _ in
            let isRemoved = edits.chance()
            if isRemoved { removed += 1 }
            return isRemoved
        }
        return removed
    }

    func sorted(_ edits: inout RandomEdits) -> [[Profiles]] {
        [
            partitionResources { _ in edits.number(below: 3) }.map(\.data),
            partitionProfiles { _ in edits.number(below: 3) }.map(\.data),
            partitionSamples { _ in edits.number(below: 3) }.map(\.data),
        ]
    }
}

extension RandomEdits {
    fileprivate mutating func edit(_ resource: inout ResourceEditor) {
        edit(&resource.attributes)
        if chance(4) { resource.schemaURL = text() }
        if chance(4) { resource.droppedAttributesCount = UInt32(truncatingIfNeeded: integer()) }
    }

    fileprivate mutating func edit(_ scope: inout ScopeEditor) {
        edit(&scope.attributes)
        if chance(4) { scope.name = text() }
        if chance(4) { scope.schemaURL = text() }
        if chance(4) { edit(&scope.resource) }
    }

    fileprivate mutating func edit(_ point: inout DataPointEditor) {
        edit(&point.attributes)
        if chance() { point.value = chance() ? .int(Int64(bitPattern: integer())) : .double(0.5) }
        if chance() { point.count = integer() }
        if chance() { point.sum = chance() ? nil : 1.5 }
        if chance() { point.min = chance() ? nil : -1.5 }
        if chance() { point.bucketCounts = [integer(), 0] }
        if chance() { point.explicitBounds = chance() ? [] : [0.5] }
        if chance() { point.scale = -1 }
        point.editExemplars { exemplar in
            edit(&exemplar.filteredAttributes)
            if chance() { exemplar.value = .int(1) }
        }
        if chance(4) { point.removeExemplars { $0.filteredAttributes.isEmpty } }
    }
}
