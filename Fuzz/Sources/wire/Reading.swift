import Pdata

/// Reads every field of spans that a view has.
func read(_ traces: Traces) {
    traces.forEachResource { resource in
        read(resource.resource)
        _ = resource.schemaURL.string
        resource.forEachScope { scope in
            read(scope.scope)
            scope.forEachSpan { span in
                _ = (span.traceID.description, span.spanID.description, span.parentSpanID, span.name.string)
                _ = (span.kind, span.startTimeUnixNano, span.endTimeUnixNano, span.traceState.string, span.flags)
                _ = (span.status.code, span.status.message.string, span.attributes.owned())
                span.forEachEvent { _ = ($0.name.string, $0.timeUnixNano, $0.attributes.owned()) }
                span.forEachLink { _ = ($0.traceID, $0.spanID, $0.attributes.owned()) }
            }
        }
    }
}

/// Reads every field of data points that a view has.
func read(_ metrics: Metrics) {
    metrics.forEachResource { resource in
        read(resource.resource)
        resource.forEachScope { scope in
            read(scope.scope)
            scope.forEachMetric { metric in
                _ = (metric.name.string, metric.unit.string, metric.kind, metric.dataPointCount)
                metric.forEachNumberDataPoint { point in
                    _ = (point.value, point.attributes.owned())
                    point.forEachExemplar { _ = ($0.value, $0.filteredAttributes.owned(), $0.traceID) }
                }
                metric.forEachHistogramDataPoint { point in
                    _ = (point.count, point.sum, point.min, point.max, point.attributes.owned())
                    point.bucketCounts.forEach { _ = $0 }
                    point.explicitBounds.forEach { _ = $0 }
                }
                metric.forEachExponentialHistogramDataPoint { point in
                    _ = (point.scale, point.zeroCount, point.positive.offset, point.negative.offset)
                    point.positive.bucketCounts.forEach { _ = $0 }
                }
                metric.forEachSummaryDataPoint { point in
                    point.forEachQuantile { _ = ($0.quantile, $0.value) }
                }
            }
        }
    }
}

/// Reads every field of log records that a view has.
func read(_ logs: Logs) {
    logs.forEachResource { resource in
        read(resource.resource)
        resource.forEachScope { scope in
            read(scope.scope)
            scope.forEachLogRecord { record in
                _ = (record.timeUnixNano, record.severityNumber, record.severityText.string, record.body.owned())
                _ = (record.attributes.owned(), record.traceID, record.spanID, record.eventName.string)
            }
        }
    }
}

/// Reads every field of profiles and their dictionary that a view has.
func read(_ profiles: Profiles) {
    profiles.withDictionary { dictionary in
        dictionary.forEachMapping { _ = ($0.memoryStart, $0.filenameIndex, $0.attributeIndices.int64s) }
        dictionary.forEachLocation { location in
            _ = (location.mappingIndex, location.address, location.attributeIndices.int64s)
            location.forEachLine { _ = ($0.functionIndex, $0.line, $0.column) }
        }
        dictionary.forEachFunction { _ = ($0.nameIndex, $0.systemNameIndex, $0.filenameIndex, $0.startLine) }
        dictionary.forEachLink { _ = ($0.traceID, $0.spanID) }
        dictionary.forEachString { _ = $0.string }
        dictionary.forEachAttribute { _ = ($0.keyIndex, $0.value.owned(), $0.unitIndex) }
        dictionary.forEachStack { _ = $0.locationIndices.int64s }
    }
    profiles.forEachResource { resource in
        read(resource.resource)
        resource.forEachScope { scope in
            read(scope.scope)
            scope.forEachProfile { profile in
                _ = (profile.profileID.description, profile.timeUnixNano, profile.sampleType.typeIndex)
                _ = (profile.attributeIndices.int64s, profile.originalPayload.byteCount, profile.period)
                profile.forEachSample { sample in
                    _ = (sample.stackIndex, sample.linkIndex, sample.values.int64s, sample.attributeIndices.uint64s)
                    sample.timestampsUnixNano.forEach { _ = $0 }
                }
            }
        }
    }
}

private func read(_ resource: ResourceView) {
    _ = (resource.attributes.owned(), resource.droppedAttributesCount)
    resource.forEachEntityRef { _ = $0.type.string }
}

private func read(_ scope: ScopeView) {
    _ = (scope.name.string, scope.version.string, scope.attributes.owned())
}
