import OTLPOracle
import Testing

@testable import Pdata

/// Editing, removing and sorting profiles means the same as doing so to what they say without a dictionary.
@Suite struct ProfileEditTests {
    static let seeds = (0..<12).map(UInt64.init)

    @Test(arguments: seeds) func edits(seed: UInt64) throws {
        try check(seed) { value, edits in
            var index = 0
            value.editProfiles { profile in
                var edits = edits.record(index)
                edits.attributes(&profile.attributes)
                if edits.chance() { profile.durationNano = edits.number() }
                if edits.chance(4) { edits.attributes(&profile.resource.attributes) }
                if edits.chance(4) { edits.attributes(&profile.scope.attributes) }
                index += 1
            }
            value.editSamples { sample in
                var edits = edits.record(index)
                edits.attributes(&sample.attributes)
                if edits.chance(4) { edits.attributes(&sample.profile.attributes) }
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceProfiles.indices {
                for s in message.resourceProfiles[r].scopeProfiles.indices {
                    for p in message.resourceProfiles[r].scopeProfiles[s].profiles.indices {
                        var edits = edits.record(index)
                        message.edit(\.resourceProfiles[r].scopeProfiles[s].profiles[p].attributeIndices, &edits)
                        if edits.chance() {
                            message.resourceProfiles[r].scopeProfiles[s].profiles[p].durationNano = edits.number()
                        }
                        if edits.chance(4) { edits.attributes(&message.resourceProfiles[r].resource.attributes) }
                        if edits.chance(4) {
                            edits.attributes(&message.resourceProfiles[r].scopeProfiles[s].scope.attributes)
                        }
                        index += 1
                    }
                }
            }
            for r in message.resourceProfiles.indices {
                for s in message.resourceProfiles[r].scopeProfiles.indices {
                    for p in message.resourceProfiles[r].scopeProfiles[s].profiles.indices {
                        for i in message.resourceProfiles[r].scopeProfiles[s].profiles[p].samples.indices {
                            var edits = edits.record(index)
                            message.edit(
                                \.resourceProfiles[r].scopeProfiles[s].profiles[p].samples[i].attributeIndices,
                                &edits
                            )
                            if edits.chance(4) {
                                message.edit(
                                    \.resourceProfiles[r].scopeProfiles[s].profiles[p].attributeIndices,
                                    &edits
                                )
                            }
                            index += 1
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: seeds) func resourcesAndScopes(seed: UInt64) throws {
        try check(seed) { value, edits in
            var index = 0
            value.editResources { resource in
                var edits = edits.record(index)
                edits.attributes(&resource.attributes)
                index += 1
            }
            value.editScopes { scope in
                var edits = edits.record(index)
                edits.attributes(&scope.attributes)
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceProfiles.indices {
                var edits = edits.record(index)
                edits.attributes(&message.resourceProfiles[r].resource.attributes)
                index += 1
            }
            for r in message.resourceProfiles.indices {
                for s in message.resourceProfiles[r].scopeProfiles.indices {
                    var edits = edits.record(index)
                    edits.attributes(&message.resourceProfiles[r].scopeProfiles[s].scope.attributes)
                    index += 1
                }
            }
        }
    }

    @Test func sharedEntriesStayAsTheyAre() throws {
        var request = ProfilesTests.request(service: "a", functions: ["one", "two", "three"])
        request.dictionary.stringTable += ["env", "unit"]
        request.dictionary.attributeTable.append(
            .with {
                $0.keyStrindex = 4
                $0.value.stringValue = "test"
                $0.unitStrindex = 5
            }
        )
        for index in 0..<3 {
            request.resourceProfiles[0].scopeProfiles[0].profiles[0].samples[index].attributeIndices = [1]
        }
        let before = try Profiles(validating: request.wire)
        var after = before
        after.editSamples(where: { $0.sample.stackIndex == 2 }) { $0.attributes["env"] = "prod" }
        var values: [AttributeValue?] = []
        var units: [String] = []
        after.forEachSample { entry in
            values.append(entry.attributes["env"])
            entry.attributes.forEach { units.append($0.unit.string) }
        }
        #expect(values == [.string("test"), .string("prod"), .string("test")])
        #expect(units == ["unit", "unit", "unit"])
        let dictionary = try ProfilesRequest(wire: after.wire).dictionary
        #expect(dictionary.attributeTable.count == 3)
        #expect(dictionary.attributeTable[1] == request.dictionary.attributeTable[1])
        #expect(dictionary.stringTable == request.dictionary.stringTable, "texts that are there are used")

        var again = after
        again.editSamples { sample in
            let value = sample.attributes["env"]
            sample.attributes["env"] = value
            sample.attributes.remove("nothing")
            sample.attributes.insert("env", "other")
        }
        #expect(again.segments[0].storage === after.segments[0].storage, "what does not change keeps its storage")
    }

    @Test func keysAreTheSameByTheirBytes() throws {
        // "é" as one character, and as two: the same to Swift, not to OTLP.
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        var value = try Profiles(validating: ProfilesTests.request(service: "a", functions: ["one"]).wire)
        var keys: [[Attribute]] = []
        value.editSamples { sample in
            sample.attributes[composed] = 1
            sample.attributes[decomposed] = 2
            keys.append(sample.attributes.view.owned())
            sample.attributes.rename(composed, to: decomposed)
            keys.append(sample.attributes.view.owned())
        }
        value.editResources { resource in
            resource.attributes.removeAll()
            resource.attributes[composed] = 1
            resource.attributes.rename(composed, to: decomposed)
            keys.append(resource.attributes.view.owned())
        }
        let expected = [[composed, decomposed], [decomposed], [decomposed]]
        #expect(keys.map { $0.map { Array($0.key.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
    }

    @Test func attributesAreAddedWithoutADictionary() throws {
        let request = ProfilesRequest.with {
            $0.resourceProfiles = [.with { $0.scopeProfiles = [.with { $0.profiles = [.with { $0.period = 1 }] }] }]
        }
        var value = try Profiles(validating: request.wire)
        value.editProfiles { $0.attributes["a"] = 5 }
        #expect(try Profiles(validating: value.wire).wire == value.wire)
        value.forEachProfile { #expect($0.attributes.owned() == [Attribute("a", 5)]) }
        let dictionary = try ProfilesRequest(wire: value.wire).dictionary
        #expect(dictionary.stringTable == ["", "a"])
        #expect(dictionary.stackTable.count == 1)
    }

    @Test func everythingIsFoundByItsPlace() throws {
        let request = ProfilesTests.request(service: "a", functions: ["one", "two"])
        var names: [String] = []
        try Profiles(validating: request.wire).forEachSample { entry in
            #expect(entry.profile.resource.attributes["service.name"] == "a")
            let dictionary = entry.dictionary
            dictionary.stack(entry.sample.stackIndex).locationIndices.forEach { place in
                dictionary.location(Int32(truncatingIfNeeded: place)).forEachLine { line in
                    names.append(dictionary.string(dictionary.function(line.functionIndex).nameIndex).string)
                }
            }
            let isNothing = dictionary.stack(99).locationIndices.isEmpty
            #expect(isNothing)
            let isEmpty = dictionary.string(-1).isEmpty
            #expect(isEmpty)
        }
        #expect(names == ["one", "two"])
    }

    @Test(arguments: seeds, [false, true]) func samplesAreRemoved(seed: UInt64, hasUnknownFields: Bool) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = hasUnknownFields
        let request = messages.profiles()
        for divisor in [1, 2, 7] {
            var value = try Profiles(validating: request.wire)
            var index = 0
            value.removeSamples { _ in
                index += 1
                return index % divisor != 0 || divisor == 1
            }
            index = 0
            let kept = request.resolvedRecords.filter { record in
                guard record.sample != .none else { return false }
                index += 1
                return index % divisor == 0 && divisor > 1
            }
            let decoded = try ProfilesRequest(wire: value.wire)
            #expect(decoded.resolvedRecords.filter { $0.sample != .none } == kept)
            #expect(value.itemCount == kept.count)
            #expect(try Profiles(validating: value.wire).wire == value.wire)
        }
    }

    @Test func aSmallRestHasASmallDictionary() throws {
        let request = ProfilesTests.request(service: "a", functions: (0..<100).map { "function \($0)" })
        var value = try Profiles(validating: request.wire)
        value.removeSamples { $0.sample.stackIndex != 7 }
        #expect(try ProfilesRequest(wire: value.wire).dictionary.stringTable == ["", "function 6"])
        value.removeProfiles { _ in true }
        #expect(value.itemCount == 0)
    }

    @Test(arguments: seeds, [false, true]) func partitions(seed: UInt64, hasUnknownFields: Bool) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = hasUnknownFields
        let request = messages.profiles()
        let value = try Profiles(validating: request.wire)
        var index = 0
        func key() -> Int {
            index += 1
            return index * 7 % 3
        }
        index = 0
        try checkParts(value.partitionResources { _ in key() }, request)
        index = 0
        try checkParts(value.partitionProfiles { _ in key() }, request)
        index = 0
        let parts = value.partitionSamples { _ in key() }
        try checkParts(parts, request)
        let whole = value.partitionSamples { _ in 0 }
        if value.itemCount > 0 { #expect(whole.map(\.data.wire) == [value.wire]) }
        index = 0
        let samples = request.resolvedRecords.filter { $0.sample != .none }
        for part in parts {
            let expected = samples.enumerated().filter { ($0.offset + 1) * 7 % 3 == part.key }.map(\.element)
            let decoded = try ProfilesRequest(wire: part.data.wire)
            #expect(decoded.resolvedRecords.filter { $0.sample != .none } == expected)
        }
    }

    private func checkParts(_ parts: [(key: Int, data: Profiles)], _ request: ProfilesRequest) throws {
        guard !parts.isEmpty else { return }
        let decoded = try parts.map { try ProfilesRequest(wire: $0.data.wire) }
        func counts(_ records: [ResolvedRecord]) -> [ResolvedRecord: Int] {
            records.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(counts(decoded.flatMap(\.resolvedRecords)) == counts(request.resolvedRecords))
        #expect(decoded.flatMap(\.identities).count == request.identities.count)
        #expect(decoded.map(\.itemCount) == parts.map(\.data.itemCount))
        for part in parts { #expect(try Profiles(validating: part.data.wire).wire == part.data.wire) }
    }

    /// Does the same edits here and to the oracle's messages, whose entries are never shared.
    private func check(
        _ seed: UInt64,
        ours: (inout Profiles, Edits) -> Void,
        theirs: (inout ProfilesRequest, Edits) -> Void
    ) throws {
        var messages = RandomMessages(profiles: seed)
        messages.maxMessages = 150
        let message = messages.profiles()
        let keys = Array(message.dictionary.stringTable.prefix(4)) + ["k1"]
        let edits = Edits(seed: seed, keys: keys)
        var expected = message
        expected.writeOutReferences()
        theirs(&expected, edits)
        var mutator = WireMutator(random: messages.random)
        let usual = try message.wire
        for wire in [usual, Bytes(mutator.mutate(usual.array, .profilesRequest))] {
            var value = try Profiles(validating: wire)
            ours(&value, edits)
            let records = try ProfilesRequest(wire: value.wire).resolvedRecords
            for (record, wanted) in zip(records, expected.resolvedRecords) { try #require(record == wanted) }
            #expect(records.count == expected.resolvedRecords.count)
            #expect(value.itemCount == expected.itemCount)
            #expect(try Profiles(validating: value.wire).wire == value.wire, "what an edit leaves is usual wire")
        }
    }
}

extension ProfilesRequest {
    /// Edits the attributes that `places` name, each as if it were the only one to name its entry.
    fileprivate mutating func edit(_ places: WritableKeyPath<ProfilesRequest, [Int32]>, _ edits: inout Edits) {
        if dictionary.attributeTable.isEmpty { dictionary.attributeTable.append(.init()) }
        if dictionary.stringTable.isEmpty { dictionary.stringTable.append("") }
        // The attributes as plain ones, each with its entry in an unknown field's stead: the version field of a key.
        let entries = self[keyPath: places].map { dictionary.attributeTable[Int($0)] }
        var attributes = entries.enumerated().map { index, entry in
            KeyValue.with {
                $0.key = entry.keyStrindex == 0 ? "" : dictionary.stringTable[Int(entry.keyStrindex)]
                if entry.hasValue { $0.value = entry.value }
                // Stays with the attribute through its edits, and says which entry's other fields are kept.
                $0.keyStrindex = Int32(index) + 1
            }
        }
        edits.attributes(&attributes)
        self[keyPath: places] = attributes.map { attribute in
            var entry = attribute.keyStrindex == 0 ? .init() : entries[Int(attribute.keyStrindex) - 1]
            if attribute.key.isEmpty {
                entry.keyStrindex = 0
            } else {
                dictionary.stringTable.append(attribute.key)
                entry.keyStrindex = Int32(dictionary.stringTable.count - 1)
            }
            if attribute.hasValue { entry.value = attribute.value } else { entry.clearValue() }
            dictionary.attributeTable.append(entry)
            return Int32(dictionary.attributeTable.count - 1)
        }
    }
}
