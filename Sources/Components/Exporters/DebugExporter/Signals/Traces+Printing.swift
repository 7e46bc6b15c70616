internal import CollectorAPI
internal import Pdata

extension Traces: PrintableTelemetry {
    var summary: (message: String, counts: [LogField]) {
        ("Traces", [LogField("resource spans", .int(resourceCount)), LogField("spans", .int(itemCount))])
    }

    func printNormal(to text: inout TextBuffer) {
        var resourceIndex = 0
        forEachResource { resource in
            text.resourceLine("ResourceTraces #", resourceIndex, resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.scopeLine("ScopeTraces #", scopeIndex, scope.scope, schemaURL: scope.schemaURL)
                scopeIndex += 1
                scope.forEachSpan { span in
                    text.append(span.name)
                    text.append(" \(span.traceID) \(span.spanID)")
                    text.pairs(span.attributes)
                    text.endLine()
                }
            }
        }
    }

    func printDetailed(to text: inout TextBuffer) {
        var resourceIndex = 0
        forEachResource { resource in
            text.line("ResourceSpans #", resourceIndex)
            text.resource(resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.line("ScopeSpans #", scopeIndex)
                text.line("ScopeSpans SchemaURL: ", scope.schemaURL)
                text.scope(scope.scope)
                scopeIndex += 1
                var spanIndex = 0
                scope.forEachSpan { span in
                    text.line("Span #", spanIndex)
                    text.span(span)
                    spanIndex += 1
                }
            }
        }
    }
}

extension TextBuffer {
    fileprivate mutating func span(_ span: SpanView) {
        line("    Trace ID       : ", "\(span.traceID)")
        line("    Parent ID      : ", "\(span.parentSpanID)")
        line("    ID             : ", "\(span.spanID)")
        line("    Name           : ", span.name)
        line("    Kind           : ", "\(span.kind)")
        if !span.traceState.isEmpty { line("    TraceState     : ", span.traceState) }
        line("    Start time     : ", time: span.startTimeUnixNano)
        line("    End time       : ", time: span.endTimeUnixNano)
        line("    Status code    : ", "\(span.status.code)")
        line("    Status message : ", span.status.message)
        line("    DroppedAttributesCount: ", span.droppedAttributesCount)
        line("    DroppedEventsCount: ", span.droppedEventsCount)
        line("    DroppedLinksCount: ", span.droppedLinksCount)
        attributes("Attributes", span.attributes)
        events(span)
        links(span)
    }

    private mutating func events(_ span: SpanView) {
        var index = 0
        span.forEachEvent { event in
            if index == 0 { line("Events:") }
            line("SpanEvent #", index)
            line("     -> Name: ", event.name)
            line("     -> Timestamp: ", time: event.timeUnixNano)
            line("     -> DroppedAttributesCount: ", event.droppedAttributesCount)
            attributes("-> Attributes:", event.attributes, indent: "     ")
            index += 1
        }
    }

    private mutating func links(_ span: SpanView) {
        var index = 0
        span.forEachLink { link in
            if index == 0 { line("Links:") }
            line("SpanLink #", index)
            line("     -> Trace ID: ", "\(link.traceID)")
            line("     -> ID: ", "\(link.spanID)")
            line("     -> TraceState: ", link.traceState)
            line("     -> DroppedAttributesCount: ", link.droppedAttributesCount)
            attributes("-> Attributes:", link.attributes, indent: "     ")
            index += 1
        }
    }
}
