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
            assembler.add(holder, samples: ProfilesOutline.samples(holder, in: request.span))
        }
        if !assembler.isEmpty { requests.append(assembler.finish()) }
        return requests
    }

    /// Of joined profiles, which of the joined requests each resource came with, by the resource's place.
    var resourceOrigins: [Int] {
        origins.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    }
}

extension Payload {
    /// Other bytes for these profiles, with the same resources.
    func replacingRequest(_ request: Bytes, items: Int) -> Payload {
        var payload = Payload(segments: request.isEmpty ? [] : [request], itemCount: items)
        payload.hasUnknownFields = hasUnknownFields
        payload.origins = origins
        return payload
    }

    /// What an edit made of these profiles, whose resources are still as many.
    @usableFromInline
    func edited(_ edited: Payload, _ dictionary: DictionaryDraft) -> Payload {
        guard let request = edited.segments.first, request.storage !== segments.first?.storage else { return self }
        return dictionary.finish(replacingRequest(request, items: edited.itemCount))
    }

    /// What is left of these profiles after a removal. When that is less than half, the dictionary is cut down to the
    /// entries that are still named.
    @usableFromInline
    func remaining(_ rest: Payload) -> Payload {
        guard rest.segments.first?.storage !== segments.first?.storage else { return self }
        var left = rest
        left.hasUnknownFields = hasUnknownFields
        guard rest.itemCount < itemCount / 2, left.isRenumberable, let request = rest.segments.first else {
            return left
        }
        let assembler = ProfilesAssembler(left)
        for holder in ProfilesOutline(request.span).holders {
            assembler.add(holder, samples: ProfilesOutline.samples(holder, in: request.span))
        }
        return assembler.isEmpty ? left : assembler.finish()
    }
}
