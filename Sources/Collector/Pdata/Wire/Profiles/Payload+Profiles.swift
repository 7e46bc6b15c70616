extension Payload {
    /// Whether the entries of the dictionary of these profiles, one request, can be given other places.
    ///
    /// A field that this module does not know might be an index, and would go on to name the old place.
    var isRenumberable: Bool { !hasUnknownFields && byteCount <= DictionaryPlaces.longestRequest }

    /// The parts of these profiles, within the limits.
    func splitProfiles(maxItems: Int = .max, maxBytes: Int = .max) -> [Payload] {
        if itemCount <= maxItems, byteCount <= maxBytes { return [self] }
        return ProfilesSplitter.split(self, maxItems: maxItems, maxBytes: maxBytes)
    }

    /// The requests that these profiles were joined from, as far as they are in here.
    func originalProfiles() -> [Payload] {
        guard origins.count > 1, let request = segments.first else { return [self] }
        let assembler = ProfilesAssembler(self)
        let resourceOrigins = resourceOrigins
        var requests: [Payload] = []
        var current = 0
        for holder in ProfilesOutline(request.span).holders {
            let origin = resourceOrigins[holder.resourceNumber]
            if origin != current, !assembler.isEmpty { requests.append(assembler.finish()) }
            current = origin
            let samples = ProfilesOutline.samples(holder, in: request.span)
            if samples.isEmpty { assembler.add(holder, sample: nil) }
            for sample in samples { assembler.add(holder, sample: sample) }
        }
        if !assembler.isEmpty { requests.append(assembler.finish()) }
        return requests
    }

    /// Of joined profiles, which of the joined requests each resource came with, by the resource's place.
    var resourceOrigins: [Int] {
        origins.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    }
}
