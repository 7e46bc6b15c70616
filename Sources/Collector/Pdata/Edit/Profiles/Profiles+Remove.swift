extension Profiles {
    /// Removes the profiles that meet `condition`.
    ///
    /// What they leave empty goes with them. When `condition` throws, nothing is removed.
    @inlinable
    public mutating func removeProfiles<Failure: Error>(
        where condition: (ProfileEntry) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            let entry = ProfileEntry(EditTarget(pass.splice, 3), draft)
            if try condition(entry) { pass.remove(countingItems: entry.profile.sampleCount) }
        }
        payload = payload.remaining(pass.finish())
    }

    /// Removes the samples that meet `condition`.
    ///
    /// What they leave empty goes with them. When `condition` throws, nothing is removed.
    @inlinable
    public mutating func removeSamples<Failure: Error>(
        where condition: (SampleEntry) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(payload, .samples)
        let draft = DictionaryDraft(payload)
        while pass.next() {
            let entry = SampleEntry(EditTarget(pass.splice, 4), draft)
            if try condition(entry) { pass.remove(countingItems: 1) }
        }
        payload = payload.remaining(pass.finish())
    }

    /// Calls `body` with each profile, in order.
    @inlinable
    public func forEachProfile<Failure: Error>(_ body: (ProfileEntry) throws(Failure) -> Void) throws(Failure) {
        var pass = EditPass(payload, .records)
        let draft = DictionaryDraft(payload)
        while pass.next() { try body(ProfileEntry(EditTarget(pass.splice, 3), draft)) }
    }

    /// Calls `body` with each sample, in order.
    @inlinable
    public func forEachSample<Failure: Error>(_ body: (SampleEntry) throws(Failure) -> Void) throws(Failure) {
        var pass = EditPass(payload, .samples)
        let draft = DictionaryDraft(payload)
        while pass.next() { try body(SampleEntry(EditTarget(pass.splice, 4), draft)) }
    }
}
