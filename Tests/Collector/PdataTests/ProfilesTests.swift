import OTLPOracle
import Testing

@testable import Pdata

/// Joining and cutting profiles changes dictionaries and indices, and nothing that these say.
@Suite struct ProfilesTests {
    static let seeds = (0..<12).map(UInt64.init)

    // MARK: Joining

    @Test(arguments: seeds) func joinedDictionariesReadAsOne(seed: UInt64) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = false
        let requests = (0..<Int.random(in: 2...5, using: &messages.random)).map { _ in messages.profiles() }
        let joined = Profiles.joined(try requests.map { try Profiles(validating: $0.wire) })
        try #require(joined.count == 1)
        try checkWhole(joined[0], requests)
    }

    @Test(arguments: seeds) func unusualRequestsAreJoinedToo(seed: UInt64) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = false
        var mutator = WireMutator(random: SplitMix(seed: seed))
        let requests = (0..<3).map { _ in messages.profiles() }
        let parts = try requests.map { request in
            try Profiles(validating: Bytes(mutator.mutate(try request.wire.array, .profilesRequest)))
        }
        let joined = Profiles.joined(parts)
        try #require(joined.count == 1)
        try checkWhole(joined[0], requests)
    }

    @Test(arguments: seeds) func requestsWithUnknownFieldsStayAlone(seed: UInt64) throws {
        var messages = RandomMessages(profiles: seed)
        let requests = (0..<5).map { _ in
            messages.hasUnknownFields = messages.random.oneIn(2)
            return messages.profiles()
        }
        let parts = try requests.map { try Profiles(validating: $0.wire) }
        let joined = Profiles.joined(parts)
        #expect(joined.count <= parts.count)
        let records = try joined.flatMap { try ProfilesRequest(wire: $0.wire).resolvedRecords }
        #expect(records == requests.flatMap(\.resolvedRecords))
        for part in parts where part.payload.hasUnknownFields {
            #expect(joined.contains { $0.wire == part.wire }, "not a byte of it is changed")
        }
    }

    @Test func equalEntriesComeOnceAndUnnamedOnesNotAtAll() throws {
        let request = Self.request(service: "a", functions: ["main", "run"], unnamed: ["never"])
        let other = Self.request(service: "b", functions: ["run", "stop"])
        let joined = Profiles.joined([try Profiles(validating: request.wire), try Profiles(validating: other.wire)])
        let dictionary = try ProfilesRequest(wire: joined[0].wire).dictionary
        #expect(dictionary.stringTable == ["", "main", "run", "stop"])
        #expect(dictionary.functionTable.count == 4)
        #expect(dictionary.stackTable.count == 4)
        #expect(dictionary.mappingTable.count == 1)
        #expect(dictionary.linkTable.map(\.traceID.count) == [16])
    }

    @Test func joiningManyEntriesSharesThem() throws {
        let request = Self.request(service: "a", functions: (0..<300).map { "function \($0)" })
        let part = try Profiles(validating: request.wire)
        let joined = Profiles.joined(Array(repeating: part, count: 10))
        try #require(joined.count == 1)
        #expect(joined[0].itemCount == 3000)
        let decoded = try ProfilesRequest(wire: joined[0].wire)
        #expect(decoded.dictionary.stringTable.count == 301)
        #expect(decoded.resolvedRecords == Array(repeating: request.resolvedRecords, count: 10).flatMap(\.self))
    }

    @Test func emptyRequests() throws {
        let empty = try Profiles(validating: Bytes())
        let part = try Profiles(validating: Self.request(service: "a", functions: ["main"]).wire)
        #expect(Profiles.joined([]).isEmpty)
        #expect(Profiles.joined([empty, empty]).map(\.byteCount) == [0])
        #expect(Profiles.joined([empty, part, empty]).map(\.wire) == [part.wire])
        #expect(empty.split(maxItems: 1).map(\.byteCount) == [0])
        #expect(empty.requests.count == 1)
    }

    @Test(arguments: seeds) func originalRequestsCanBeTakenApart(seed: UInt64) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = false
        let requests = (0..<4).map { _ in messages.profiles() }.filter { !$0.resourceProfiles.isEmpty }
        let parts = try requests.map { try Profiles(validating: $0.wire) }
        let twice = Profiles.joined(Profiles.joined(Array(parts.prefix(2))) + parts.dropFirst(2))
        let apart = try twice.flatMap(\.requests).map { try ProfilesRequest(wire: $0.wire) }
        #expect(apart.map(\.resolvedRecords) == requests.map(\.resolvedRecords))
        #expect(twice.flatMap(\.requests).map(\.itemCount) == requests.map(\.itemCount))

        let originals = requests.map { Set($0.resolvedRecords) }
        for piece in twice.flatMap({ $0.split(maxItems: 5) }) {
            let records = try ProfilesRequest(wire: piece.wire).resolvedRecords
            let apart = try piece.requests.map { try ProfilesRequest(wire: $0.wire).resolvedRecords }
            #expect(apart.flatMap(\.self) == records)
            for part in apart {
                #expect(originals.contains { $0.isSuperset(of: part) }, "each comes from one request")
            }
        }
    }

    // MARK: Cutting

    @Test(arguments: seeds, [false, true]) func cutByItems(seed: UInt64, hasUnknownFields: Bool) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = hasUnknownFields
        let request = messages.profiles()
        let value = try Profiles(validating: request.wire)
        for maxItems in [1, 2, 7, 1000] {
            let parts = value.split(maxItems: maxItems)
            #expect(parts.allSatisfy { $0.itemCount <= maxItems })
            try checkParts(parts, of: request)
        }
    }

    @Test(arguments: seeds, [false, true]) func cutByBytes(seed: UInt64, hasUnknownFields: Bool) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = hasUnknownFields
        let request = messages.profiles()
        let value = try Profiles(validating: request.wire)
        for maxBytes in [1, 500, 2000, 10_000, value.byteCount] {
            let parts = value.split(maxBytes: maxBytes)
            try checkParts(parts, of: request)
            for part in parts where part.byteCount > maxBytes {
                #expect(part.itemCount <= 1, "only a sample that is too big by itself exceeds the limit")
            }
        }
        #expect(value.split(maxBytes: value.byteCount).count == 1)
    }

    @Test(arguments: seeds) func whatIsCutCanBeJoinedAgain(seed: UInt64) throws {
        var messages = RandomMessages(profiles: seed)
        messages.hasUnknownFields = false
        let requests = (0..<3).map { _ in messages.profiles() }
        let value = try #require(Profiles.joined(try requests.map { try Profiles(validating: $0.wire) }).first)
        let again = Profiles.joined(value.split(maxItems: 3).flatMap { $0.split(maxBytes: 700) })
        try #require(again.count == 1)
        try checkWhole(again[0], requests)
    }

    @Test func profilesAreCutOnlyWhenTheyAreTooBig() throws {
        var request = Self.request(service: "a", functions: ["one", "two", "three"])
        let profile = request.resourceProfiles[0].scopeProfiles[0].profiles[0]
        request.resourceProfiles[0].scopeProfiles[0].profiles = [profile, profile, profile]
        let value = try Profiles(validating: request.wire)
        #expect(value.split(maxItems: 4).map(\.itemCount) == [3, 3, 3])
        #expect(value.split(maxItems: 6).map(\.itemCount) == [6, 3])
        #expect(value.split(maxItems: 2).map(\.itemCount) == [2, 1, 2, 1, 2, 1])
        // One piece of each keeps what a backend may recognise repetitions by.
        let pieces = try value.split(maxItems: 2).map { try ProfilesRequest(wire: $0.wire) }
        #expect(pieces.flatMap(\.identities) == request.identities)
        #expect(pieces.map { $0.identities.count } == [1, 0, 1, 0, 1, 0])
        #expect(pieces[1].dictionary.stringTable == ["", "three"], "a part has the entries that it names")
    }

    @Test func aPartWithUnknownFieldsKeepsTheDictionary() throws {
        var request = Self.request(service: "a", functions: ["one", "two"])
        request.resourceProfiles[0].scopeProfiles[0].profiles[0].samples[0].unknownFields =
            try ProfilesRequest(serializedBytes: [0x98, 0x06, 0x01] as [UInt8]).unknownFields
        let parts = try Profiles(validating: request.wire).split(maxItems: 1)
        try #require(parts.count == 2)
        for part in parts { #expect(try ProfilesRequest(wire: part.wire).dictionary == request.dictionary) }
    }

    // MARK: References

    @Test(arguments: seeds) func referencesAreWrittenOut(seed: UInt64) throws {
        var messages = RandomMessages(profiles: seed)
        var mutator = WireMutator(random: SplitMix(seed: seed))
        let request = messages.profiles()
        var expected = request
        expected.writeOutReferences()
        for wire in [try request.wire, Bytes(mutator.mutate(try request.wire.array, .profilesRequest))] {
            #expect(try ProfilesRequest(wire: Profiles(validating: wire).wire) == expected)
        }
    }

    @Test func aFloodOfReferencesIsRefused() throws {
        var request = Self.request(service: "a", functions: [String(repeating: "x", count: 20_000)])
        let attribute = KeyValue.with {
            $0.keyStrindex = 1
            $0.value.stringValueStrindex = 1
        }
        request.resourceProfiles[0].resource.attributes = [attribute]
        let value = try Profiles(validating: request.wire)
        #expect(value.byteCount > 60_000)
        request.resourceProfiles[0].resource.attributes = Array(repeating: attribute, count: 1000)
        let error = #expect(throws: WireError.self) { try Profiles(validating: request.wire) }
        #expect(error?.message == "attributes refer to text that is many times as long as the request")
    }

    // MARK: Wrong indices

    @Test func indicesThatNameNothingAreRefused() throws {
        let good = Self.request(service: "a", functions: ["main"])
        let path = "resource_profiles.scope_profiles.profiles"
        func check(_ path: String, _ change: (inout ProfilesRequest, Int32) -> Void) throws {
            for index: Int32 in [100, .max, -1, .min] {
                var bad = good
                change(&bad, index)
                for request in [try bad.wire, try unpacked(bad)] {
                    let error = #expect(throws: WireError.self) { try Profiles(validating: request) }
                    #expect(error?.message == "an index names no entry of its table in the dictionary")
                    #expect(error?.path == path)
                }
            }
        }
        func profile(
            _ change: @escaping (inout Opentelemetry_Proto_Profiles_V1development_Profile, Int32) -> Void
        ) -> (inout ProfilesRequest, Int32) -> Void {
            { change(&$0.resourceProfiles[0].scopeProfiles[0].profiles[0], $1) }
        }
        try check("\(path).samples.stack_index", profile { $0.samples[0].stackIndex = $1 })
        try check("\(path).samples.link_index", profile { $0.samples[0].linkIndex = $1 })
        try check("\(path).samples.attribute_indices", profile { $0.samples[0].attributeIndices = [0, $1] })
        try check("\(path).attribute_indices", profile { $0.attributeIndices = [$1] })
        try check("\(path).sample_type.type_strindex", profile { $0.sampleType.typeStrindex = $1 })
        try check("\(path).period_type.unit_strindex", profile { $0.periodType.unitStrindex = $1 })
        try check("dictionary.stack_table.location_indices") { $0.dictionary.stackTable[1].locationIndices = [$1] }
        try check("dictionary.location_table.mapping_index") { $0.dictionary.locationTable[1].mappingIndex = $1 }
        try check("dictionary.location_table.lines.function_index") {
            $0.dictionary.locationTable[1].lines[0].functionIndex = $1
        }
        try check("dictionary.function_table.name_strindex") { $0.dictionary.functionTable[1].nameStrindex = $1 }
        try check("resource_profiles.resource.attributes.key_strindex") {
            $0.resourceProfiles[0].resource.attributes = [.with { $0.keyStrindex = 0 }]
            $0.resourceProfiles[0].resource.attributes[0].keyStrindex = $1
        }
        try check("resource_profiles.resource.attributes.value.string_value_strindex") {
            $0.resourceProfiles[0].resource.attributes[0].value.stringValueStrindex = $1
        }
    }

    @Test func noIndexIsRightWithoutADictionary() throws {
        var request = Self.request(service: "a", functions: ["main"])
        request.clearDictionary()
        #expect(throws: WireError.self) { try Profiles(validating: request.wire) }
        request.resourceProfiles[0].scopeProfiles[0].profiles[0].samples[0].stackIndex = 0
        _ = try Profiles(validating: request.wire)
    }

    @Test func otherSignalsMayHoldStrayIndices() throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [.with { $0.resource.attributes = [.with { $0.keyStrindex = 100 }] }]
        }
        #expect(try Traces(validating: request.wire).wire == request.wire)
    }

    // MARK: Support

    /// The same message with its repeated numbers unpacked.
    private func unpacked(_ request: ProfilesRequest) throws -> Bytes {
        var mutator = WireMutator(random: SplitMix(seed: 1))
        return Bytes(mutator.mutate(try request.wire.array, .profilesRequest))
    }

    private func checkWhole(_ joined: Profiles, _ requests: [ProfilesRequest]) throws {
        let decoded = try ProfilesRequest(wire: joined.wire)
        #expect(decoded.resolvedRecords == requests.flatMap(\.resolvedRecords))
        #expect(decoded.identities == requests.flatMap(\.identities))
        #expect(joined.itemCount == decoded.itemCount)
        #expect(joined.byteCount == joined.segments.reduce(0) { $0 + $1.count })
        try checkValid(joined, decoded)
    }

    private func checkParts(_ parts: [Profiles], of request: ProfilesRequest) throws {
        let decoded = try parts.map { try ProfilesRequest(wire: $0.wire) }
        #expect(decoded.flatMap(\.resolvedRecords) == request.resolvedRecords)
        #expect(decoded.flatMap(\.identities) == request.identities)
        #expect(decoded.map(\.itemCount) == parts.map(\.itemCount))
        for (part, message) in zip(parts, decoded) where parts.count > 1 {
            #expect(part.segments.count == 1)
            #expect(try Profiles(validating: part.wire).wire == part.wire, "each part is a request by itself")
            if !part.payload.hasUnknownFields { try checkValid(part, message) }
        }
    }

    /// What this module writes is as the protocol asks.
    private func checkValid(_ value: Profiles, _ decoded: ProfilesRequest) throws {
        #expect(try Profiles(validating: value.wire).wire == value.wire)
        let dictionary = decoded.dictionary
        #expect(dictionary.mappingTable.first == .init())
        #expect(dictionary.locationTable.first == .init())
        #expect(dictionary.functionTable.first == .init())
        #expect(dictionary.linkTable.first?.traceID == .init(repeating: 0, count: 16))
        #expect(dictionary.stringTable.first?.isEmpty == true)
        #expect(dictionary.attributeTable.first == .init())
        #expect(dictionary.stackTable.first == .init())
    }

    /// A profile of one sample per function; `unnamed` are in the dictionary only.
    static func request(service: String, functions: [String], unnamed: [String] = []) -> ProfilesRequest {
        .with {
            $0.dictionary.addFirstEntries()
            $0.dictionary.stringTable += functions + unnamed
            for index in 1...Int32(functions.count + unnamed.count) {
                $0.dictionary.functionTable.append(.with { $0.nameStrindex = index })
                $0.dictionary.locationTable.append(.with { $0.lines = [.with { $0.functionIndex = index }] })
                $0.dictionary.stackTable.append(.with { $0.locationIndices = [index] })
            }
            $0.resourceProfiles = [
                .with {
                    $0.resource.attributes = [
                        .with {
                            $0.key = "service.name"
                            $0.value.stringValue = service
                        }
                    ]
                    $0.scopeProfiles = [
                        .with {
                            $0.profiles = [
                                .with {
                                    $0.profileID = .init(repeating: 7, count: 16)
                                    $0.originalPayloadFormat = "pprof"
                                    $0.originalPayload = .init([1, 2, 3])
                                    $0.samples = (1...Int32(functions.count)).map { index in
                                        .with {
                                            $0.stackIndex = index
                                            $0.values = [Int64(index)]
                                        }
                                    }
                                }
                            ]
                        }
                    ]
                }
            ]
        }
    }
}

extension RandomMessages {
    /// Messages that are large enough for dictionaries to matter.
    init(profiles seed: UInt64) {
        self.init(seed: seed)
        maxElements = 6
        maxMessages = 300
        hasReferences = true
    }

    mutating func profiles() -> ProfilesRequest { message(ProfilesRequest.self) }
}
