private typealias Value = Opentelemetry_Proto_Common_V1_AnyValue
private typealias Attribute = Opentelemetry_Proto_Common_V1_KeyValue

extension Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest {
    /// Makes every index name an entry of its table, 0 where there is none.
    mutating func wrapIndices() {
        var dictionary = dictionary
        let strings = dictionary.stringTable.count
        let attributes = dictionary.attributeTable.count
        for index in dictionary.mappingTable.indices {
            wrap(&dictionary.mappingTable[index].filenameStrindex, strings)
            wrap(&dictionary.mappingTable[index].attributeIndices, attributes)
        }
        for index in dictionary.locationTable.indices {
            wrap(&dictionary.locationTable[index].mappingIndex, dictionary.mappingTable.count)
            wrap(&dictionary.locationTable[index].attributeIndices, attributes)
            for line in dictionary.locationTable[index].lines.indices {
                wrap(
                    &dictionary.locationTable[index].lines[line].functionIndex,
                    dictionary.functionTable.count
                )
            }
        }
        for index in dictionary.functionTable.indices {
            wrap(&dictionary.functionTable[index].nameStrindex, strings)
            wrap(&dictionary.functionTable[index].systemNameStrindex, strings)
            wrap(&dictionary.functionTable[index].filenameStrindex, strings)
        }
        for index in dictionary.attributeTable.indices {
            wrap(&dictionary.attributeTable[index].keyStrindex, strings)
            wrap(&dictionary.attributeTable[index].unitStrindex, strings)
            guard dictionary.attributeTable[index].hasValue else { continue }
            wrap(&dictionary.attributeTable[index].value, strings)
        }
        for index in dictionary.stackTable.indices {
            wrap(&dictionary.stackTable[index].locationIndices, dictionary.locationTable.count)
        }
        // Reading an absent dictionary must not make it present.
        if hasDictionary { self.dictionary = dictionary }

        for resource in resourceProfiles.indices {
            if resourceProfiles[resource].hasResource {
                wrap(&resourceProfiles[resource].resource.attributes, strings)
            }
            for scope in resourceProfiles[resource].scopeProfiles.indices {
                wrap(&resourceProfiles[resource].scopeProfiles[scope], dictionary)
            }
        }
    }
}

extension Opentelemetry_Proto_Profiles_V1development_ProfilesDictionary {
    /// Makes the first entry of each table the one that means none.
    package mutating func addFirstEntries() {
        mappingTable.insert(.init(), at: 0)
        locationTable.insert(.init(), at: 0)
        functionTable.insert(.init(), at: 0)
        linkTable.insert(.init(), at: 0)
        stringTable.insert("", at: 0)
        attributeTable.insert(.init(), at: 0)
        stackTable.insert(.init(), at: 0)
    }
}

private func wrap(
    _ scope: inout Opentelemetry_Proto_Profiles_V1development_ScopeProfiles,
    _ dictionary: Opentelemetry_Proto_Profiles_V1development_ProfilesDictionary
) {
    let strings = dictionary.stringTable.count
    let attributes = dictionary.attributeTable.count
    if scope.hasScope { wrap(&scope.scope.attributes, strings) }
    for index in scope.profiles.indices {
        if scope.profiles[index].hasSampleType {
            wrap(&scope.profiles[index].sampleType.typeStrindex, strings)
            wrap(&scope.profiles[index].sampleType.unitStrindex, strings)
        }
        if scope.profiles[index].hasPeriodType {
            wrap(&scope.profiles[index].periodType.typeStrindex, strings)
            wrap(&scope.profiles[index].periodType.unitStrindex, strings)
        }
        wrap(&scope.profiles[index].attributeIndices, attributes)
        for sample in scope.profiles[index].samples.indices {
            wrap(&scope.profiles[index].samples[sample].stackIndex, dictionary.stackTable.count)
            wrap(&scope.profiles[index].samples[sample].linkIndex, dictionary.linkTable.count)
            wrap(&scope.profiles[index].samples[sample].attributeIndices, attributes)
        }
    }
}

private func wrap(_ index: inout Int32, _ count: Int) {
    index = count == 0 ? 0 : Int32(index.magnitude % UInt32(count))
}

private func wrap(_ indices: inout [Int32], _ count: Int) {
    for place in indices.indices { wrap(&indices[place], count) }
}

private func wrap(_ attributes: inout [Attribute], _ strings: Int) {
    for index in attributes.indices {
        wrap(&attributes[index].keyStrindex, strings)
        // A key is named in one way only.
        if attributes[index].keyStrindex > 0 { attributes[index].key = "" }
        if attributes[index].hasValue { wrap(&attributes[index].value, strings) }
    }
}

private func wrap(_ value: inout Value, _ strings: Int) {
    switch value.value {
    case .stringValueStrindex(var index):
        wrap(&index, strings)
        value.stringValueStrindex = index
    case .arrayValue(var array):
        for index in array.values.indices { wrap(&array.values[index], strings) }
        value.arrayValue = array
    case .kvlistValue(var list):
        wrap(&list.values, strings)
        value.kvlistValue = list
    default:
        break
    }
}
