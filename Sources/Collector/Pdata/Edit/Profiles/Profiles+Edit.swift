extension Profiles {
    /// Calls `body` with each resource, in order, to edit it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editResources<Failure: Error>(
        _ body: (inout ResourceEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .resources)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            var editor = ResourceEditor(EditTarget(pass.splice, 1))
            try body(&editor)
        }
        payload = payload.edited(pass.finish(), draft)
    }

    /// Calls `body` with each scope, in order, to edit it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editScopes<Failure: Error>(
        _ body: (inout ScopeEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .scopes)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            var editor = ScopeEditor(EditTarget(pass.splice, 2))
            try body(&editor)
        }
        payload = payload.edited(pass.finish(), draft)
    }

    /// Calls `body` with each profile, in order, to edit it and what is around it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editProfiles<Failure: Error>(
        _ body: (inout ProfileEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            var editor = ProfileEditor(EditTarget(pass.splice, 3), draft)
            try body(&editor)
        }
        payload = payload.edited(pass.finish(), draft)
    }

    /// Calls `body` with each profile that meets `condition`, in order, to edit it and what is around it.
    @inlinable
    public mutating func editProfiles<Failure: Error>(
        where condition: (ProfileEntry) throws(Failure) -> Bool,
        _ body: (inout ProfileEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            let target = EditTarget(pass.splice, 3)
            guard try condition(ProfileEntry(target, draft)) else { continue }
            var editor = ProfileEditor(target, draft)
            try body(&editor)
        }
        payload = payload.edited(pass.finish(), draft)
    }

    /// Calls `body` with each sample, in order, to edit it and what is around it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editSamples<Failure: Error>(
        _ body: (inout SampleEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .samples)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            var editor = SampleEditor(EditTarget(pass.splice, 4), draft)
            try body(&editor)
        }
        payload = payload.edited(pass.finish(), draft)
    }

    /// Calls `body` with each sample that meets `condition`, in order, to edit it and what is around it.
    @inlinable
    public mutating func editSamples<Failure: Error>(
        where condition: (SampleEntry) throws(Failure) -> Bool,
        _ body: (inout SampleEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .samples)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            let target = EditTarget(pass.splice, 4)
            guard try condition(SampleEntry(target, draft)) else { continue }
            var editor = SampleEditor(target, draft)
            try body(&editor)
        }
        payload = payload.edited(pass.finish(), draft)
    }
}
