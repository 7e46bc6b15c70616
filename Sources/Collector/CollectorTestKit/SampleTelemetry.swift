public import Pdata

/// Telemetry for tests, made by hand: one resource, one scope, and as many items as asked for.
public protocol SampleTelemetry: Telemetry {
    /// A request of `count` items of the service `service`, named `item-0` and so on.
    static func sample(_ count: Int, service: String) -> Self
}

extension SampleTelemetry {
    /// A request of `count` items, named `item-0` and so on.
    public static func sample(_ count: Int = 1) -> Self { sample(count, service: "test") }

    /// A value from wire that this file makes; nothing but a mistake in it could be malformed.
    fileprivate static func trusted(_ request: Wire) -> Self {
        do throws(WireError) {
            return try Self(validating: request.bytes)
        } catch {
            preconditionFailure("sample telemetry is malformed: \(error)")
        }
    }
}

extension Traces: SampleTelemetry {
    /// A request of `count` spans.
    public static func sample(_ count: Int, service: String) -> Traces {
        let spans = (0..<count).map { index in
            Wire.message(
                2,
                .text(1, bytes: Array(repeating: 7, count: 15) + [UInt8(truncatingIfNeeded: index)]),
                .text(2, bytes: Array(repeating: 9, count: 7) + [UInt8(truncatingIfNeeded: index)]),
                .text(5, "item-\(index)"),
                .fixed64(7, 1_000_000_000),
                .fixed64(8, 2_000_000_000)
            )
        }
        return trusted(.message(1, .resource(service), .message(2, [.message(1, .text(1, "scope"))] + spans)))
    }
}

extension Metrics: SampleTelemetry {
    /// A request of `count` data points, each of a gauge of its own.
    public static func sample(_ count: Int, service: String) -> Metrics {
        let metrics = (0..<count).map { index in
            let point = Wire.message(1, .fixed64(3, 1_000_000_000), .fixed64(6, UInt64(index)))
            return Wire.message(2, .text(1, "item-\(index)"), .message(5, point))
        }
        return trusted(.message(1, .resource(service), .message(2, [.message(1, .text(1, "scope"))] + metrics)))
    }
}

extension Logs: SampleTelemetry {
    /// A request of `count` log records.
    public static func sample(_ count: Int, service: String) -> Logs {
        let records = (0..<count).map { index in
            Wire.message(2, .fixed64(1, 1_000_000_000), .message(5, .text(1, "item-\(index)")))
        }
        return trusted(.message(1, .resource(service), .message(2, [.message(1, .text(1, "scope"))] + records)))
    }
}

extension Profiles: SampleTelemetry {
    /// A request of one profile with `count` samples, and a dictionary of one empty string.
    public static func sample(_ count: Int, service: String) -> Profiles {
        let samples = (0..<count).map { _ in Wire.message(2, .fixed64s(5, [1_000_000_000])) }
        let profile = Wire.message(2, samples)
        let scope = Wire.message(2, [.message(1, .text(1, "scope")), profile])
        return trusted(Wire.message(1, .resource(service), scope) + .message(2, .text(5, "")))
    }
}

/// Protobuf fields, written down as they are made.
private struct Wire {
    private var storage: [UInt8] = []

    var bytes: Bytes { Bytes(storage) }

    static func + (lhs: Wire, rhs: Wire) -> Wire {
        var both = lhs
        both.storage += rhs.storage
        return both
    }

    static func message(_ number: UInt64, _ fields: Wire...) -> Wire { message(number, fields) }

    static func message(_ number: UInt64, _ fields: [Wire]) -> Wire {
        text(number, bytes: fields.flatMap(\.storage))
    }

    static func text(_ number: UInt64, _ text: String) -> Wire { self.text(number, bytes: Array(text.utf8)) }

    static func text(_ number: UInt64, bytes: [UInt8]) -> Wire {
        var wire = Wire()
        wire.varint(number << 3 | 2)
        wire.varint(UInt64(bytes.count))
        wire.storage += bytes
        return wire
    }

    static func fixed64(_ number: UInt64, _ value: UInt64) -> Wire {
        var wire = Wire()
        wire.varint(number << 3 | 1)
        wire.storage += littleEndian(value)
        return wire
    }

    /// Packed numbers of eight bytes each.
    static func fixed64s(_ number: UInt64, _ values: [UInt64]) -> Wire {
        text(number, bytes: values.flatMap(littleEndian))
    }

    /// A resource with the attribute `service.name`.
    static func resource(_ service: String) -> Wire {
        message(1, message(1, text(1, "service.name"), message(2, text(1, service))))
    }

    private static func littleEndian(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 127 {
            storage.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        storage.append(UInt8(rest))
    }
}
