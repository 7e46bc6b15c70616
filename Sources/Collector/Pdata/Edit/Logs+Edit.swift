extension Logs {
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

    /// Calls `body` with each log record, in order, to edit it and what is around it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editLogRecords<Failure: Error>(
        _ body: (inout LogRecordEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            var editor = LogRecordEditor(EditTarget(pass.splice, 3))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each log record that meets `condition`, in order, to edit it and what is around it.
    @inlinable
    public mutating func editLogRecords<Failure: Error>(
        where condition: (LogRecordEntry) throws(Failure) -> Bool,
        _ body: (inout LogRecordEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            let target = EditTarget(pass.splice, 3)
            guard try condition(LogRecordEntry(target)) else { continue }
            var editor = LogRecordEditor(target)
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Removes the log records that meet `condition`.
    ///
    /// What they leave empty goes with them. When `condition` throws, nothing is removed.
    @inlinable
    public mutating func removeLogRecords<Failure: Error>(
        where condition: (LogRecordEntry) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            let entry = LogRecordEntry(EditTarget(pass.splice, 3))
            if try condition(entry) { pass.remove(countingItems: 1) }
        }
        payload = pass.finish()
    }

    /// Calls `body` with each log record, in order.
    @inlinable
    public func forEachLogRecord<Failure: Error>(_ body: (LogRecordEntry) throws(Failure) -> Void) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() { try body(LogRecordEntry(EditTarget(pass.splice, 3))) }
    }
}
