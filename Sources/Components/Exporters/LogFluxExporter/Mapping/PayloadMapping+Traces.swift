internal import Pdata

extension PayloadMapping {
    /// A payload for each span; its events and links are not taken.
    func map(_ traces: Traces, _ now: UInt64, _ payloads: inout [Bytes]) {
        traces.forEachResource { resource in
            let meta = meta(resource.resource)
            resource.forEachScope { scope in
                scope.forEachSpan { span in
                    payloads.append(payload(span, meta, now))
                }
            }
        }
    }

    private func payload(_ span: SpanView, _ meta: JSONFragment?, _ now: UInt64) -> Bytes {
        let start = span.startTimeUnixNano
        let end = span.endTimeUnixNano
        var writer = begin("trace", level: 7, time: start == 0 ? now : start)
        writer.text("trace_id", span.traceID.description)
        writer.text("span_id", span.spanID.description)
        if !span.parentSpanID.isEmpty { writer.text("parent_span_id", span.parentSpanID.description) }
        writer.text("operation", span.name)
        writer.text("name", span.name)
        writer.time("start_time", start)
        writer.time("end_time", end)
        let milliseconds = end > start ? (end - start) / 1_000_000 : 0
        if milliseconds > 0 { writer.number("duration_ms", Int(clamping: milliseconds)) }
        writer.text("status", span.status.code == .error ? "error" : "ok")
        writer.attributes(span.attributes)
        if let meta { writer.fragment("meta", meta) }
        return writer.finish()
    }
}
