internal import Pdata

extension FieldEntry {
    /// The paths of a profile.
    static let profile: [FieldEntry] = [
        FieldEntry("profile_id", .other { place, _ in .profileID(place, asText: false) }),
        FieldEntry("profile_id.string", .other { place, _ in .profileID(place, asText: true) }),
        FieldEntry("attributes", .other { _, keys in .profileAttributes(keys) }, isIndexable: true),
        FieldEntry(
            "attribute_indices",
            .other { place, _ in
                PathAccess({ .array(place.message($0).payload(11).varints.map { .int(Int64(bitPattern: $0)) }) })
            }
        ),
        FieldEntry("sample_type", .messages(1, typeName: "pprofile.ValueType")),
        FieldEntry("samples", .messages(2, typeName: "pprofile.SampleSlice")),
        FieldEntry("sample", .messages(2, typeName: "pprofile.SampleSlice"), deprecated: "samples"),
        FieldEntry("time_unix_nano", .nanoseconds(3)),
        FieldEntry("time", .time(3)),
        FieldEntry("duration_unix_nano", .other { place, _ in .varint(4, place, "duration_unix_nano") }),
        FieldEntry("duration", .other { place, _ in .varint(4, place, "duration") }),
        FieldEntry("period_type", .messages(5, typeName: "pprofile.ValueType")),
        FieldEntry("period", .other { place, _ in .varint(6, place, "period") }),
        FieldEntry("dropped_attributes_count", .uint32(8)),
        FieldEntry("original_payload_format", .text(9)),
        FieldEntry("original_payload", .other { place, _ in .payload(10, place) }),
    ]
}

extension PathAccess {
    fileprivate static func varint(_ number: Int, _ place: MessagePlace, _ path: String) -> PathAccess {
        PathAccess(
            { .int(Int64(bitPattern: place.message($0).bits(number) ?? 0)) },
            set: { (evaluation, value) throws(EvaluationError) in
                guard case .int(let int) = value else { throw value.mismatch(path, "int64") }
                place.message(evaluation).set(number, varint: UInt64(bitPattern: int))
            }
        )
    }

    fileprivate static func payload(_ number: Int, _ place: MessagePlace) -> PathAccess {
        PathAccess(
            { .blob(place.message($0).payload(number)) },
            set: { (evaluation, value) throws(EvaluationError) in
                guard case .bytes(let bytes) = value else { throw value.mismatch("original_payload", "[]byte") }
                place.message(evaluation).set(number, bytes: bytes)
            }
        )
    }

    fileprivate static func profileID(_ place: MessagePlace, asText: Bool) -> PathAccess {
        PathAccess(
            { evaluation in
                let id = TraceID(record: place.message(evaluation).payload(7))
                return asText ? .string(id.hex) : .profileID(ProfileID(high: id.high, low: id.low))
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let id: TraceID
                if asText {
                    guard let bytes = HexText.bytes(try value.expectString("profile_id.string"), count: 16) else {
                        throw EvaluationError("profile ids must be 32 hex characters")
                    }
                    id = TraceID(bytes)
                } else {
                    guard case .profileID(let new) = value else {
                        throw value.mismatch("profile_id", "pprofile.ProfileID")
                    }
                    id = TraceID(high: new.high, low: new.low)
                }
                guard !id.isEmpty else { throw EvaluationError("profile ids must not be empty") }
                place.message(evaluation).set(7, bytes: id.bytes)
            }
        )
    }

    /// A profile's attributes, which lie in the dictionary, or what `keys` lead to in them.
    fileprivate static func profileAttributes(_ keys: [PathKey]) -> PathAccess {
        guard !keys.isEmpty else {
            return PathAccess(
                { (evaluation) throws(EvaluationError) in .map(try MapPlace.profileAttributes.entries(evaluation)) },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .map(let entries) = value else {
                        throw EvaluationError("attributes expect pcommon.Map but got \(value.typeName)")
                    }
                    try MapPlace.profileAttributes.replace(evaluation, by: entries)
                },
                map: .profileAttributes
            )
        }
        return PathAccess(
            { (evaluation) throws(EvaluationError) in
                let resolved = try keys.resolved(evaluation)
                let key = try resolved[0].mapKey
                let value = evaluation.target.editProfileAttributes { $0[key] ?? .empty } ?? .empty
                return Value(try value.value(at: resolved.dropFirst()))
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let resolved = try keys.resolved(evaluation)
                let key = try resolved[0].mapKey
                var whole = evaluation.target.editProfileAttributes { $0[key] ?? .empty } ?? .empty
                try whole.set(resolved.dropFirst(), value.attributeValue)
                let new = try whole.writable()
                _ = evaluation.target.editProfileAttributes { $0.upsert(key, new) }
            }
        )
    }
}
