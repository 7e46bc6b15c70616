extension Traces {
    /// Calls `body` with each resource, in order, to edit it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editResources<Failure: Error>(
        _ body: (inout ResourceEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .resources)
        while pass.next() {
            var editor = ResourceEditor(EditTarget(pass.splice, 1))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each scope, in order, to edit it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editScopes<Failure: Error>(
        _ body: (inout ScopeEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .scopes)
        while pass.next() {
            var editor = ScopeEditor(EditTarget(pass.splice, 2))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each span, in order, to edit it and what is around it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editSpans<Failure: Error>(
        _ body: (inout SpanEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            var editor = SpanEditor(EditTarget(pass.splice, 3))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each span that meets `condition`, in order, to edit it and what is around it.
    @inlinable
    public mutating func editSpans<Failure: Error>(
        where condition: (SpanEntry) throws(Failure) -> Bool,
        _ body: (inout SpanEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            let target = EditTarget(pass.splice, 3)
            guard try condition(SpanEntry(target)) else { continue }
            var editor = SpanEditor(target)
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Removes the spans that meet `condition`.
    ///
    /// What they leave empty goes with them. When `condition` throws, nothing is removed.
    @inlinable
    public mutating func removeSpans<Failure: Error>(
        where condition: (SpanEntry) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            let entry = SpanEntry(EditTarget(pass.splice, 3))
            if try condition(entry) { pass.remove(countingItems: 1) }
        }
        payload = pass.finish()
    }

    /// Calls `body` with each span, in order.
    @inlinable
    public func forEachSpan<Failure: Error>(_ body: (SpanEntry) throws(Failure) -> Void) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() { try body(SpanEntry(EditTarget(pass.splice, 3))) }
    }
}
