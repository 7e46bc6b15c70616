internal import Pdata

extension Redaction {
    func redact(_ traces: inout Traces, but exempt: ExemptRecords) {
        var exempt = exempt
        traces.editResources { resource in
            if !exempt.resources.next() { redact(&resource.attributes) }
        }
        traces.editScopes { scope in
            if !exempt.scopes.next() { redact(&scope.attributes) }
        }
        traces.editSpans { span in
            let isExempt = exempt.records.next()
            if !isExempt { redact(&span.attributes) }
            span.editEvents { event in
                if !exempt.events.next() { redact(&event.attributes) }
            }
            if !isExempt { redactName(of: &span) }
        }
    }

    func redact(_ metrics: inout Metrics, but exempt: ExemptRecords) {
        var exempt = exempt
        metrics.editResources { resource in
            if !exempt.resources.next() { redact(&resource.attributes) }
        }
        metrics.editScopes { scope in
            if !exempt.scopes.next() { redact(&scope.attributes) }
        }
        metrics.editDataPoints { point in
            if !exempt.records.next() { redact(&point.attributes) }
        }
    }

    func redact(_ logs: inout Logs, but exempt: ExemptRecords) {
        var exempt = exempt
        logs.editResources { resource in
            if !exempt.resources.next() { redact(&resource.attributes) }
        }
        logs.editScopes { scope in
            if !exempt.scopes.next() { redact(&scope.attributes) }
        }
        logs.editLogRecords { record in
            guard !exempt.records.next() else { return }
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
