extension Profiles {
    /// Cuts this value by a key of each resource, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its resources, and has a
    /// dictionary of the entries that it names. With one key for all, the part shares this value's storage.
    @inlinable
    public func partitionResources<Key: Hashable, Failure: Error>(
        by key: (ResourceEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Profiles)] {
        var pass = EditPass(payload, .resources)
        var partitioner = ProfilesPartitioner(payload, .resources)
        var keys = PartKeys<Key>()
        while pass.next() {
            let key = try key(ResourceEntry(EditTarget(pass.splice, 1)))
            partitioner.add(to: keys.place(of: key))
        }
        return keys.naming(partitioner.finish().map { Profiles($0) })
    }

    /// Cuts this value by a key of each profile, into one part for each key.
    ///
    /// The parts are in the order in which their keys first occur; each keeps the order of its profiles, under the same
    /// resources and scopes as before. With one key for all, the part shares this value's storage.
    @inlinable
    public func partitionProfiles<Key: Hashable, Failure: Error>(
        by key: (ProfileEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Profiles)] {
        var pass = EditPass(payload, .records)
        let draft = DictionaryDraft(payload)
        var partitioner = ProfilesPartitioner(payload, .records)
        var keys = PartKeys<Key>()
        while pass.next() {
            let key = try key(ProfileEntry(EditTarget(pass.splice, 3), draft))
            partitioner.add(to: keys.place(of: key))
        }
        return keys.naming(partitioner.finish().map { Profiles($0) })
    }

    /// Cuts this value by a key of each sample, into one part for each key.
    ///
    /// As ``partitionProfiles(by:)``. A profile whose samples go apart is in several parts; the first of them has its id
    /// and original payload.
    @inlinable
    public func partitionSamples<Key: Hashable, Failure: Error>(
        by key: (SampleEntry) throws(Failure) -> Key
    ) throws(Failure) -> [(key: Key, data: Profiles)] {
        var pass = EditPass(payload, .samples)
        let draft = DictionaryDraft(payload)
        var partitioner = ProfilesPartitioner(payload, .samples)
        var keys = PartKeys<Key>()
        while pass.next() {
            let key = try key(SampleEntry(EditTarget(pass.splice, 4), draft))
            partitioner.add(to: keys.place(of: key))
        }
        return keys.naming(partitioner.finish().map { Profiles($0) })
    }
}
