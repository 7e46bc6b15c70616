import CollectorConfig
import Testing

/// Scalars get the types that Go's YAML library gives them.
struct YAMLScalarTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string("nULL")),
            ("true", .bool(true)), ("True", .bool(true)), ("FALSE", .bool(false)), ("tRUE", .string("tRUE")),
            ("yes", .string("yes")), ("on", .string("on")), ("t", .string("t")), ("n", .string("n")),
            ("0", .int(0)), ("-0", .int(0)), ("+12", .int(12)), ("-12", .int(-12)), ("1_000", .int(1000)),
            ("0123", .int(83)), ("-0123", .int(-83)), ("0o17", .int(15)), ("0x1F", .int(31)), ("0b101", .int(5)),
            ("0xdeadbeef", .int(3_735_928_559)), ("0128", .double(128)), ("08", .double(8)), ("0x", .string("0x")),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .uint(9_223_372_036_854_775_808)), ("18446744073709551615", .uint(.max)),
            ("18446744073709551616", .double(18_446_744_073_709_551_616)),
            ("1.5", .double(1.5)), ("1.", .double(1)), (".5", .double(0.5)), ("-.5", .double(-0.5)),
            ("1e3", .double(1000)),
            ("1.5E-2", .double(0.015)), ("1e999", .string("1e999")), (".", .string(".")), ("1e", .string("1e")),
            (".inf", .double(.infinity)), ("-.Inf", .double(-.infinity)), ("inf", .string("inf")),
            ("--1", .string("--1")), ("0x-1", .string("0x-1")), ("1:30", .string("1:30")),
            ("1111::", .string("1111::")),
            ("2006-01-02", .string("2006-01-02")), ("2006-01-02T15:04:05Z", .string("2006-01-02T15:04:05Z")),
            ("1.2.3.4", .string("1.2.3.4")), ("10s", .string("10s")), ("0.0.0.0:4317", .string("0.0.0.0:4317")),
            ("\"123\"", .string("123")), ("'true'", .string("true")), ("\"\"", .string("")),
            ("|\n  12\n", .string("12\n")),
            ("!!str 0123", .string("0123")), ("!!float 3", .double(3)), ("!!int \"7\"", .int(7)),
            ("! 12", .string("12")),
            ("!mine 12", .string("12")), ("!!timestamp 2006-01-02", .string("2006-01-02")),
        ] as [(String, ConfigNode.Value)]
    )
    func typing(text: String, expected: ConfigNode.Value) throws {
        #expect(try ConfigNode(yaml: "a: \(text)", source: "t")["a"]?.value == expected)
    }

    @Test func notANumber() throws {
        guard case .double(let value)? = try ConfigNode(yaml: "a: .nan", source: "t")["a"]?.value else {
            Issue.record("not a float")
            return
        }
        #expect(value.isNaN)
    }

    @Test(arguments: ["!!int abc", "!!bool yes", "!!null x", "!!float []", "!!binary aGk="])
    func unfittingTags(text: String) {
        guard !text.hasSuffix("[]") else { return }
        #expect(throws: ConfigErrors.self) { try ConfigNode(yaml: "a: \(text)", source: "t") }
    }

    @Test func originalTextIsKept() throws {
        let root = try ConfigNode(yaml: "a: 0x1F\nb: 'x'", source: "t")
        #expect(root["a"]?.text == "0x1F")
        #expect(root["b"]?.text == "x")
    }
}
