internal import CollectorAPI
internal import Pdata

extension Logs: PrintableTelemetry {
    var summary: (message: String, counts: [LogField]) {
        ("Logs", [LogField("resource logs", .int(resourceCount)), LogField("log records", .int(itemCount))])
    }

    func printNormal(to text: inout TextBuffer) {
        var resourceIndex = 0
        forEachResource { resource in
            text.resourceLine("ResourceLog #", resourceIndex, resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.scopeLine("ScopeLog #", scopeIndex, scope.scope, schemaURL: scope.schemaURL)
                scopeIndex += 1
                scope.forEachLogRecord { record in
                    text.append(plain: record.body)
                    text.append(" ")
                    text.pairs(record.attributes, separator: " ")
                    text.endLine()
                }
            }
        }
    }

    func printDetailed(to text: inout TextBuffer) {
        var resourceIndex = 0
        forEachResource { resource in
            text.line("ResourceLog #", resourceIndex)
            text.resource(resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.line("ScopeLogs #", scopeIndex)
                text.line("ScopeLogs SchemaURL: ", scope.schemaURL)
                text.scope(scope.scope)
                scopeIndex += 1
                var recordIndex = 0
                scope.forEachLogRecord { record in
                    text.line("LogRecord #", recordIndex)
                    text.logRecord(record)
                    recordIndex += 1
                }
            }
        }
    }
}

extension TextBuffer {
    fileprivate mutating func logRecord(_ record: LogRecordView) {
        line("ObservedTimestamp: ", time: record.observedTimeUnixNano)
        line("Timestamp: ", time: record.timeUnixNano)
        line("SeverityText: ", record.severityText)
        line("SeverityNumber: ", "\(record.severityNumber)(\(record.severityNumber.rawValue))")
        if !record.eventName.isEmpty { line("EventName: ", record.eventName) }
        line("Body: ", record.body)
        attributes("Attributes", record.attributes)
        line("Trace ID: ", "\(record.traceID)")
        line("Span ID: ", "\(record.spanID)")
        line("Flags: ", record.flags)
    }
}
