import SwiftProtobuf

/// A message of profiles with what its indices name in their stead, so that messages of different dictionaries can be
/// compared.
package indirect enum Resolved: Hashable, Sendable {
    /// What index 0 names, and an entry that says as little.
    case none
    case text(String)
    case list([Resolved])
    /// A message without the fields that held indices, and what these named.
    case message(AnyMessage, [String: Resolved])

    fileprivate static func of<M: Message & Hashable>(_ rest: M, _ parts: [String: Resolved]) -> Resolved {
        let isEmpty = parts.values.allSatisfy { $0 == .none || $0 == .list([]) }
        return rest == M() && isEmpty ? .none : .message(AnyMessage(rest), parts)
    }
}

/// Any message, compared with its unknown fields.
package struct AnyMessage: Hashable, @unchecked Sendable, CustomStringConvertible {
    // Sendable because only messages, which are, get in.
    private let value: AnyHashable

    package var description: String { "\(value.base)" }

    fileprivate init<M: Message & Hashable>(_ message: M) {
        value = message
    }
}

/// One sample, or profile or container without any, with the messages around it.
package struct ResolvedRecord: Hashable, Sendable {
    package var resource: Resolved
    package var scope = Resolved.none
    /// The profile without its samples, id and original payload.
    package var profile = Resolved.none
    package var sample = Resolved.none
}

private typealias Dictionary = Opentelemetry_Proto_Profiles_V1development_ProfilesDictionary
private typealias Profile = Opentelemetry_Proto_Profiles_V1development_Profile

extension Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest {
    /// Every sample in order, and what is empty.
    package var resolvedRecords: [ResolvedRecord] {
        let resolver = Resolver(dictionary)
        return resourceProfiles.flatMap { resource -> [ResolvedRecord] in
            var record = ResolvedRecord(resource: resolver.resource(resource))
            guard !resource.scopeProfiles.isEmpty else { return [record] }
            return resource.scopeProfiles.flatMap { scope -> [ResolvedRecord] in
                record.scope = resolver.scope(scope)
                record.profile = .none
                record.sample = .none
                guard !scope.profiles.isEmpty else { return [record] }
                return scope.profiles.flatMap { profile -> [ResolvedRecord] in
                    record.profile = resolver.profile(profile)
                    record.sample = .none
                    guard !profile.samples.isEmpty else { return [record] }
                    return profile.samples.map { sample in
                        record.sample = resolver.sample(sample)
                        return record
                    }
                }
            }
        }
    }

    /// Writes out the keys and text that attributes name by places in the dictionary.
    package mutating func writeOutReferences() {
        let resolver = Resolver(dictionary)
        for index in resourceProfiles.indices {
            let resource = resourceProfiles[index]
            if resource.hasResource {
                resourceProfiles[index].resource.attributes = resolver.resolved(resource.resource.attributes)
            }
            for (number, scope) in resource.scopeProfiles.enumerated() where scope.hasScope {
                resourceProfiles[index].scopeProfiles[number].scope.attributes =
                    resolver.resolved(scope.scope.attributes)
            }
        }
        for (index, attribute) in dictionary.attributeTable.enumerated() where attribute.hasValue {
            dictionary.attributeTable[index].value = resolver.value(attribute.value)
        }
    }

    /// The ids and original payloads of the profiles that have one, in order.
    package var identities: [[AnyHashable]] {
        resourceProfiles.flatMap(\.scopeProfiles).flatMap(\.profiles)
            .filter { !$0.profileID.isEmpty || !$0.originalPayload.isEmpty || !$0.originalPayloadFormat.isEmpty }
            .map { [$0.profileID, $0.originalPayload, $0.originalPayloadFormat] }
    }
}

/// Looks things up in a dictionary, as the protocol says: the index 0 of a single field means none.
private struct Resolver {
    private let strings: [String]
    private let links: [Resolved]
    private var functions: [Resolved] = []
    private var attributes: [Resolved] = []
    private var mappings: [Resolved] = []
    private var locations: [Resolved] = []
    private var stacks: [Resolved] = []

    init(_ dictionary: Dictionary) {
        strings = dictionary.stringTable
        links = dictionary.linkTable.map(Self.link)
        functions = dictionary.functionTable.map(function)
        attributes = dictionary.attributeTable.map(attribute)
        mappings = dictionary.mappingTable.map(mapping)
        locations = dictionary.locationTable.map(location)
        stacks = dictionary.stackTable.map(stack)
    }

    func resource(_ resource: Opentelemetry_Proto_Profiles_V1development_ResourceProfiles) -> Resolved {
        var rest = resource
        rest.scopeProfiles = []
        if rest.hasResource { rest.resource.attributes = resolved(rest.resource.attributes) }
        return .message(AnyMessage(rest), [:])
    }

    func scope(_ scope: Opentelemetry_Proto_Profiles_V1development_ScopeProfiles) -> Resolved {
        var rest = scope
        rest.profiles = []
        if rest.hasScope { rest.scope.attributes = resolved(rest.scope.attributes) }
        return .message(AnyMessage(rest), [:])
    }

    func profile(_ profile: Profile) -> Resolved {
        var rest = profile
        rest.samples = []
        rest.profileID = .init()
        rest.originalPayload = .init()
        rest.originalPayloadFormat = ""
        rest.clearSampleType()
        rest.clearPeriodType()
        rest.attributeIndices = []
        let parts = [
            "sample type": type(profile.sampleType), "period type": type(profile.periodType),
            "attributes": entries(attributes, profile.attributeIndices),
        ]
        return .message(AnyMessage(rest), parts)
    }

    func sample(_ sample: Opentelemetry_Proto_Profiles_V1development_Sample) -> Resolved {
        var rest = sample
        rest.stackIndex = 0
        rest.attributeIndices = []
        rest.linkIndex = 0
        let parts = [
            "stack": entry(stacks, sample.stackIndex),
            "link": entry(links, sample.linkIndex),
            "attributes": entries(attributes, sample.attributeIndices),
        ]
        return .message(AnyMessage(rest), parts)
    }

    private func type(_ type: Opentelemetry_Proto_Profiles_V1development_ValueType) -> Resolved {
        var rest = type
        rest.typeStrindex = 0
        rest.unitStrindex = 0
        return .of(rest, ["type": string(type.typeStrindex), "unit": string(type.unitStrindex)])
    }

    private func stack(_ stack: Opentelemetry_Proto_Profiles_V1development_Stack) -> Resolved {
        var rest = stack
        rest.locationIndices = []
        return .of(rest, ["locations": entries(locations, stack.locationIndices)])
    }

    private func location(_ location: Opentelemetry_Proto_Profiles_V1development_Location) -> Resolved {
        var rest = location
        rest.mappingIndex = 0
        rest.lines = []
        rest.attributeIndices = []
        let parts = [
            "mapping": entry(mappings, location.mappingIndex),
            "lines": .list(location.lines.map(line)),
            "attributes": entries(attributes, location.attributeIndices),
        ]
        return .of(rest, parts)
    }

    private func line(_ line: Opentelemetry_Proto_Profiles_V1development_Line) -> Resolved {
        var rest = line
        rest.functionIndex = 0
        return .of(rest, ["function": entry(functions, line.functionIndex)])
    }

    private func function(_ function: Opentelemetry_Proto_Profiles_V1development_Function) -> Resolved {
        var rest = function
        rest.nameStrindex = 0
        rest.systemNameStrindex = 0
        rest.filenameStrindex = 0
        let parts = [
            "name": string(function.nameStrindex), "system name": string(function.systemNameStrindex),
            "filename": string(function.filenameStrindex),
        ]
        return .of(rest, parts)
    }

    private func mapping(_ mapping: Opentelemetry_Proto_Profiles_V1development_Mapping) -> Resolved {
        var rest = mapping
        rest.filenameStrindex = 0
        rest.attributeIndices = []
        return .of(
            rest,
            ["filename": string(mapping.filenameStrindex), "attributes": entries(attributes, mapping.attributeIndices)]
        )
    }

    private static func link(_ link: Opentelemetry_Proto_Profiles_V1development_Link) -> Resolved {
        var rest = link
        if rest.traceID.allSatisfy({ $0 == 0 }) { rest.traceID = .init() }
        if rest.spanID.allSatisfy({ $0 == 0 }) { rest.spanID = .init() }
        return .of(rest, [:])
    }

    private func string(_ index: Int32) -> Resolved {
        guard index > 0 else { return .none }
        let text = strings[Int(index)]
        return text.isEmpty ? .none : .text(text)
    }

    /// What a single field names.
    private func entry(_ table: [Resolved], _ index: Int32) -> Resolved {
        index == 0 ? .none : table[Int(index)]
    }

    /// What a list names. Its index 0 names the entry that is there, even where it should mean none.
    private func entries(_ table: [Resolved], _ indices: [Int32]) -> Resolved {
        .list(indices.map { table.isEmpty ? .none : table[Int($0)] })
    }

    // MARK: Attributes

    private func attribute(_ attribute: Opentelemetry_Proto_Profiles_V1development_KeyValueAndUnit) -> Resolved {
        var rest = attribute
        rest.keyStrindex = 0
        rest.unitStrindex = 0
        if rest.hasValue { rest.value = value(rest.value) }
        return .of(rest, ["key": string(attribute.keyStrindex), "unit": string(attribute.unitStrindex)])
    }

    func resolved(
        _ attributes: [Opentelemetry_Proto_Common_V1_KeyValue]
    ) -> [Opentelemetry_Proto_Common_V1_KeyValue] {
        attributes.map { attribute in
            var resolved = attribute
            if attribute.keyStrindex > 0 {
                resolved.key = strings[Int(attribute.keyStrindex)]
                resolved.keyStrindex = 0
            }
            if attribute.hasValue { resolved.value = value(attribute.value) }
            return resolved
        }
    }

    func value(_ value: Opentelemetry_Proto_Common_V1_AnyValue) -> Opentelemetry_Proto_Common_V1_AnyValue {
        var resolved = value
        switch value.value {
        case .stringValueStrindex(let index):
            resolved.stringValue = index == 0 ? "" : strings[Int(index)]
        case .arrayValue(var array):
            array.values = array.values.map { self.value($0) }
            resolved.arrayValue = array
        case .kvlistValue(var list):
            list.values = self.resolved(list.values)
            resolved.kvlistValue = list
        default:
            break
        }
        return resolved
    }
}
