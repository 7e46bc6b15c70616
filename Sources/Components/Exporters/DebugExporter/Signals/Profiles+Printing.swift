internal import CollectorAPI
internal import Pdata

extension Profiles: PrintableTelemetry {
    var summary: (message: String, counts: [LogField]) {
        ("Profiles", [LogField("resource profiles", .int(resourceCount)), LogField("sample records", .int(itemCount))])
    }

    func printNormal(to text: inout TextBuffer) {
        let attributes = withDictionary { dictionary in
            text.strings = dictionary.ownedStrings
            return DictionaryAttributes(dictionary, strings: text.strings, isTyped: false)
        }
        var resourceIndex = 0
        forEachResource { resource in
            text.resourceLine("ResourceProfiles #", resourceIndex, resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.scopeLine("ScopeProfiles #", scopeIndex, scope.scope, schemaURL: scope.schemaURL)
                scopeIndex += 1
                scope.forEachProfile { profile in
                    text.append("\(profile.profileID) samples=\(profile.sampleCount)")
                    profile.attributeIndices.forEach { index in
                        text.append(" ")
                        text.append(attributes[index])
                    }
                    text.endLine()
                }
            }
        }
    }

    func printDetailed(to text: inout TextBuffer) {
        let attributes = withDictionary { dictionary in
            text.strings = dictionary.ownedStrings
            text.dictionary(dictionary)
            return DictionaryAttributes(dictionary, strings: text.strings, isTyped: true)
        }
        var resourceIndex = 0
        forEachResource { resource in
            text.line("ResourceProfiles #", resourceIndex)
            text.resource(resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.line("ScopeProfiles #", scopeIndex)
                text.line("ScopeProfiles SchemaURL: ", scope.schemaURL)
                text.scope(scope.scope)
                scopeIndex += 1
                var profileIndex = 0
                scope.forEachProfile { profile in
                    text.line("Profile #", profileIndex)
                    text.profile(profile, attributes)
                    profileIndex += 1
                }
            }
        }
    }
}

extension TextBuffer {
    fileprivate mutating func profile(_ profile: ProfileView, _ attributes: DictionaryAttributes) {
        line("    Profile ID     : ", "\(profile.profileID)")
        line("    Start time     : ", time: profile.timeUnixNano)
        line("    DurationNano   : ", profile.durationNano)
        line("    Dropped attributes count: ", profile.droppedAttributesCount)
        var index = 0
        profile.forEachSample { sample in
            line("    Sample #", index)
            line("        Values: ", list: sample.values.int64s)
            if !sample.attributeIndices.isEmpty { line("        Attributes:") }
            sample.attributeIndices.forEach { index in
                append("             -> ")
                append(attributes[index])
                endLine()
            }
            index += 1
        }
    }
}
