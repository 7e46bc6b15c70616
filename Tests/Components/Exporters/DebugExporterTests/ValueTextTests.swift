import OTLPOracle
import Pdata
import Testing

/// Every kind of value, as attributes and bodies show it.
@Suite struct ValueTextTests {
    @Test(arguments: [
        (AnyValue(), "Empty()", " "),
        (.string(""), "Str()", " "),
        (.string("<a> & \"b\""), "Str(<a> & \"b\")", "<a> & \"b\" "),
        (.bool(false), "Bool(false)", "false "),
        (.int(.min), "Int(-9223372036854775808)", "-9223372036854775808 "),
        (.double(3), "Double(3)", "3 "),
        (.double(-0.1), "Double(-0.1)", "-0.1 "),
        (.double(1e20), "Double(100000000000000000000)", "100000000000000000000 "),
        (.double(1e21), "Double(1e+21)", "1e+21 "),
        (.double(1.5e-7), "Double(1.5e-7)", "1.5e-7 "),
        (.double(1e-6), "Double(0.000001)", "0.000001 "),
        (.double(.nan), "Double(NaN)", "NaN "),
        (.double(-.infinity), "Double(-Infinity)", "-Infinity "),
        (.bytes([]), "Bytes()", " "),
        (.bytes([1, 2, 3, 255]), "Bytes(AQID/w==)", "AQID/w== "),
        (.slice(), "Slice([])", "[] "),
        (.map(), "Map({})", "{} "),
        (.reference(3), "Empty()", " "),
    ])
    func kinds(value: AnyValue, typed: String, plain: String) async throws {
        let data = try logs(.with { $0.body = value })
        #expect(try await text("detailed", of: data).contains("\nBody: \(typed)\n"))
        #expect(try await text("normal", of: data).hasSuffix("\n\(plain)\n"))
    }

    @Test func nestedValuesAreJSON() async throws {
        let value = AnyValue.map(
            KeyValue("z", .slice(.int(1), .double(0.5), .bool(true), AnyValue(), .bytes([255]), .bytes([]))),
            KeyValue("a", .map(KeyValue("inner", "<x>"), KeyValue("\"", .string("\\ \n\u{1}\u{1F}\u{8}\u{2028}é𝄞")))),
            KeyValue("twice", .int(1)),
            KeyValue("Z", .double(.nan)),
            KeyValue("twice", .int(2))
        )
        let json =
            #"{"Z":"NaN","a":{"\"":"\\ \n\u0001\u001f\b\u2028é𝄞","inner":"<x>"},"twice":2,"#
            + #""z":[1,0.5,true,null,"/w==",null]}"#
        #expect(try await text("normal", of: logs(.with { $0.body = value })).hasSuffix("\n\(json) \n"))
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00 +0000 UTC"),
        (1, "1970-01-01 00:00:00.000000001 +0000 UTC"),
        (951_782_400_000_000_000, "2000-02-29 00:00:00 +0000 UTC"),
        (4_107_542_399_120_000_000, "2100-02-28 23:59:59.12 +0000 UTC"),
        (UInt64(Int64.max), "2262-04-11 23:47:16.854775807 +0000 UTC"),
        (UInt64.max, "1969-12-31 23:59:59.999999999 +0000 UTC"),
        (1 << 63, "1677-09-21 00:12:43.145224192 +0000 UTC"),
    ])
    func times(nanoseconds: UInt64, expected: String) async throws {
        let data = try logs(.with { $0.timeUnixNano = nanoseconds })
        #expect(try await text("detailed", of: data).contains("\nTimestamp: \(expected)\n"))
    }
}
