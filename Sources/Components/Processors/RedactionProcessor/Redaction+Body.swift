internal import Pdata

extension Redaction {
    /// Removes and masks in the body of a log record, and tells of it in the record's attributes.
    func redactBody(of record: inout LogRecordEditor) {
        guard touches(record.view.body) else { return }
        var told = RedactionSummary(summary)
        let body: AttributeValue
        switch record.body {
        case .map(let entries):
            body = .map(redacted(entries, under: "", &told))
        case .array(let elements):
            body = .array(redacted(elements, under: "", &told))
        case let scalar:
            body = redacted(scalar, "body", &told)
        }
        record.body = body
        told.write(to: &record.attributes, prefix: "redaction.body.")
    }

    /// Whether there may be anything in a body to remove, mask or tell of: most bodies are not decoded.
    private func touches(_ value: ValueView) -> Bool {
        switch value.kind {
        case .empty, .stringIndex:
            return false
        case .string:
            return !leavesInBody(value.string)
        case .bool, .int, .double, .bytes:
            return outcomeInBody(of: value.owned().text) != .unchanged
        case .map:
            return value.map.contains { entry in
                if ignores(entry.key) { return summary != .silent }
                return removes(entry.key) || masks(entry.key) || touches(entry.value)
            }
        case .array:
            var isTouched = false
            value.forEachElement { element in isTouched = isTouched || touches(element) }
            return isTouched
        }
    }

    /// - Parameter path: what leads to the entries, with the dot behind it.
    private func redacted(_ entries: [Attribute], under path: String, _ told: inout RedactionSummary) -> [Attribute] {
        var kept: [Attribute] = []
        for var entry in entries {
            let name = "\(path)\(entry.key)"
            switch rule(for: entry.key) {
            case .ignore:
                told.addIgnored()
            case .remove:
                told.addRedacted(name)
                continue
            case .mask:
                told.addMasked(name)
                entry.value = .string(maskAll(of: entry.value.text))
            case .look:
                entry.value = redacted(entry.value, name, &told)
            }
            kept.append(entry)
        }
        return kept
    }

    private func redacted(
        _ elements: [AttributeValue],
        under path: String,
        _ told: inout RedactionSummary
    ) -> [AttributeValue] {
        elements.enumerated().map { redacted($1, "\(path)[\($0)]", &told) }
    }

    private func redacted(_ value: AttributeValue, _ name: String, _ told: inout RedactionSummary) -> AttributeValue {
        switch value {
        case .empty:
            return value
        case .map(let entries):
            return .map(redacted(entries, under: "\(name).", &told))
        case .array(let elements):
            return .array(redacted(elements, under: "\(name).", &told))
        case .string, .bool, .int, .double, .bytes:
            switch outcomeInBody(of: value.text) {
            case .unchanged:
                return value
            case .allowed:
                told.addAllowed(name)
                return value
            case .masked(let text):
                told.addMasked(name)
                return .string(text)
            }
        }
    }
}
