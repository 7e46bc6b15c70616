internal import Pdata

extension Redaction {
    func redact(_ traces: inout Traces) {
        traces.editResources { redact(&$0.attributes) }
        traces.editScopes { redact(&$0.attributes) }
        traces.editSpans { span in
            redact(&span.attributes)
            span.editEvents { redact(&$0.attributes) }
            redactName(of: &span)
        }
    }

    func redact(_ metrics: inout Metrics) {
        metrics.editResources { redact(&$0.attributes) }
        metrics.editScopes { redact(&$0.attributes) }
        metrics.editDataPoints { redact(&$0.attributes) }
    }

    func redact(_ logs: inout Logs) {
        logs.editResources { redact(&$0.attributes) }
        logs.editScopes { redact(&$0.attributes) }
        logs.editLogRecords { record in
            redact(&record.attributes)
            redactBody(of: &record)
        }
    }

    /// Removes and masks attributes, and tells of it in further ones.
    private func redact(_ attributes: inout AttributesEditor) {
        guard !attributes.view.isEmpty else { return }
        var told = RedactionSummary(summary)
        let system = database.isEmpty ? "" : DBSanitizer.system(in: attributes.view)
        if removesKeys {
            attributes.removeAll { attribute in
                guard removes(attribute.key), !ignores(attribute.key) else { return false }
                told.addRedacted(attribute.key.string)
                return true
            }
        }
        attributes.mapValues { attribute in
            guard !ignores(attribute.key) else {
                told.addIgnored()
                return nil
            }
            switch outcome(of: attribute, system: system) {
            case .unchanged:
                return nil
            case .allowed:
                told.addAllowed(attribute.key.string)
                return nil
            case .masked(let text):
                told.addMasked(attribute.key.string)
                return .string(text)
            }
        }
        told.write(to: &attributes)
    }

    /// Sanitizes the name of a span that is one of HTTP or of a database.
    private func redactName(of span: inout SpanEditor) {
        let sanitizesURL = url?.sanitizesSpanNames ?? false
        guard sanitizesURL || database.sanitizesSpanNames else { return }
        let kind = span.kind
        guard kind == .client || kind == .server || kind == .internal else { return }
        let name = span.name
        guard !allows(name) else { return }
        if sanitizesURL, let url, kind != .internal, URLSanitizer.isHTTP(span.view, name: name) {
            if let sanitized = url.sanitizedName(name) {
                span.name = sanitized
                return
            }
        }
        guard database.sanitizesSpanNames else { return }
        let system = DBSanitizer.system(in: span.view.attributes)
        let sanitized = database.sanitizeName(name, system: system)
        guard !sanitized.isEmpty, sanitized != "..." else { return }
        span.name = sanitized
    }
}
