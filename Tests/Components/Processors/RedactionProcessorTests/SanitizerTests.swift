import CollectorAPI
import CollectorTestKit
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import RedactionProcessor

/// What is left of URLs and of database statements.
@Suite struct SanitizerTests {
    private let url = URLSanitizer(URLSanitizerSettings())

    @Test(arguments: [
        ("", ""), ("/api/users/123e4567-e89b-12d3-a456-426614174000", "/api/users/*"),
        ("/api/users/12345", "/api/users/*"),
        ("/api/users/123/posts/456", "/api/users/*/posts/*"), ("/api/users", "/api/users"),
        ("/api/users?id=123&name=john", "/api/users"), ("/users/fdklsd/j4elk/23993/job/2", "/users/*/j4elk/*/job/*"),
        ("123", "*"), ("123/", "*/"), ("123/ljgdflgjf", "*/*"), ("/**", "/*"), ("/u/2", "/u/*"),
        ("/v1/products/22j", "/v1/products/*"), ("/products//org/3", "/products//org/*"),
        ("/v1/k6-test-runs/1", "/v1/k6-test-runs/*"), ("/usuarios/fdklsd/trabajo/2", "/usuarios/*/trabajo/*"),
        ("/Benutzer/fdklsd/Arbeit/2", "/Benutzer/*/Arbeit/*"), ("/user_space/", "/user_space/"),
        ("/api/hello.world.again", "/api/hello.world.again"), ("GET /user_space/", "GET /user_space/"),
        ("/attach#section-1", "/attach"), ("HTTP GET", "HTTP GET"), ("/getquote", "/getquote"),
        ("/session/deadbeefcafe", "/session/*"), ("/blob/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPbdG", "/blob/*"),
        ("https://me:pw@shop.example:8443/users/4711?x=1", "https://shop.example:8443/users/*"),
        ("http://10.0.0.1/42", "http://10.0.0.1/*"), ("/a/b/c/d/e/f/g/h/i/k/l", "/a/b/c/d/e/f/g/h/i"),
        ("/größe", "/*"), ("/a b", "/a b"),
    ])
    func sanitizesURLs(text: String, expected: String) {
        #expect(url.sanitize(text) == expected)
    }

    @Test(arguments: [
        ("SELECT * FROM users WHERE id = 123", "", "SELECT * FROM users WHERE id = ?"),
        ("UPDATE accounts SET balance = 10 WHERE id = 7", "mariadb", "UPDATE accounts SET balance = ? WHERE id = ?"),
        ("INSERT INTO users (name, age) VALUES ('John', 30)", "mysql", "INSERT INTO users (name, age) VALUES (?, ?)"),
        ("  SELECT 'it''s', -1.5e-3, 0xFF , .5,a-1 ;", "postgresql", "SELECT ?, ?, ? , ?,a-? ;"),
        ("SELECT \"a 1\" FROM t12x3", "postgresql", "SELECT \"a ?\" FROM t?x?"),
        ("SELECT \"secret\", `c`", "mysql", "SELECT ?, `c`"),
        (#"SELECT 'a\'b' , 1"#, "mysql", "SELECT ? , ?"), (#"SELECT 'a\' , b"#, "postgresql", "SELECT ? , b"),
        (#"SELECT E'a\'b' , X'FF', N'x'"#, "postgresql", "SELECT ? , ?, ?"),
        ("SELECT $1, $tag$ secret $ $tag$, $2", "postgresql", "SELECT ?, ?, ?"),
        (
            "SELECT 1 -- secret\nFROM t /* secret /* deep */ */ WHERE x IS NULL", "postgresql",
            "SELECT ? \nFROM t  WHERE x IS ?"
        ),
        ("SELECT 1 # secret", "mysql", "SELECT ?"),
        ("SELECT @a, :name, @@x WHERE b = TRUE", "mssql", "SELECT @a, :name, @@x WHERE b = ?"),
        ("SELECT 'never ended", "mysql", "SELECT ?"), ("SELECT [a b] FROM x", "mssql", "SELECT [a b] FROM x"),
        ("", "mysql", ""), ("'\\", "mysql", "?"), ("$", "mysql", "$"),
        ("SELECT größe FROM t WHERE ü='ö'", "", "SELECT größe FROM t WHERE ü=?"),
        ("SET user:123 john", "", "SET user:? john"),
    ])
    func sanitizesSQL(statement: String, system: String, expected: String) {
        #expect(SQLStatement.sanitize(statement, system: system) == expected)
    }

    /// No literal survives, wherever a statement is cut.
    @Test func endsAnywhere() {
        let rest = #""x", $a$secret$a$, E'secret\'s', -4711e+4711) /* secret */ -- secret"#
        for (system, first) in [("", #"'secret\'s'"#), ("mysql", #"'secret\'s'"#), ("postgresql", "'secret''s'")] {
            let statement = "INSERT INTO t VALUES (\(first), \(rest)"
            for count in 0...statement.count {
                let result = SQLStatement.sanitize(String(statement.prefix(count)), system: system)
                #expect(!result.contains("secret") && !result.contains("4711"), "\(system): \(statement.prefix(count))")
            }
        }
    }

    @Test(arguments: [
        ("SET user:123 john", "SET user:123 ?"), ("GET user:123", "GET user:123"), ("AUTH me secret", "AUTH ?"),
        ("set key \"a b\nc\" EX 10\nGET key", "set key ?\nGET key"), ("CONFIG SET requirepass x", "CONFIG SET ?"),
        ("MGET a b c", "MGET a b c"), ("EVAL \"return 1\" 0", "EVAL ?"), ("", ""), ("  \n ", ""),
    ])
    func sanitizesRedis(commands: String, expected: String) {
        #expect(RedisCommands.sanitize(commands, isCertain: true) == expected)
    }

    @Test func knowsCommandsFromProse() {
        #expect(RedisCommands.sanitize("Set the table", isCertain: false) == "Set the table")
        #expect(RedisCommands.sanitize("SET k v", isCertain: false) == "SET k ?")
        #expect(MemcachedCommand.sanitize("failed\r\nbecause", isCertain: false) == "failed\r\nbecause")
        #expect(MemcachedCommand.sanitize("set mykey 0 60 5\r\nsecret\r\n", isCertain: false) == "set mykey 0 60 5")
        #expect(MemcachedCommand.sanitize(" get mykey ", isCertain: true) == "get mykey")
    }

    @Test(arguments: [
        (#"{"find": "users", "filter": {"age": 30}}"#, #"{"find":"?","filter":{"age":"?"}}"#),
        (#"{"query": {"match": {"title": "test"}}}"#, #"{"query":{"match":{"title":"?"}}}"#),
        (#"[1, -2.5e3, true, null, {}, [], {"a\"": ["b"]}]"#, #"["?","?","?","?",{},[],{"a\"":["?"]}]"#),
        ("{\"index\": {}}\n{\"a\": 1}\n", "{\"index\":{}}\n{\"a\":\"?\"}"),
        ("/foo/{bar}", nil), ("", nil), ("   ", nil), ("5", nil), (#"{"a": 1"#, nil), (#"{"a" 1}"#, nil), ("[1,]", nil),
        ("{\"a\":\"b\n\"}", nil), ("[1 2]", nil), ("[}", nil), ("\"", nil), ("[\"\\", nil),
    ])
    func sanitizesJSON(text: String, expected: String?) {
        #expect(JSONStatement.sanitize(text) == expected)
    }

    @Test func isNotDeepInTheStack() {
        let depth = 200_000
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(JSONStatement.sanitize(text) == text)
    }

    private func redact(_ config: String, _ span: Span) async throws -> Span {
        let next = RecordingConsumer<Traces>()
        let processor = try RedactionProcessorFactory().traces(
            .decode(yaml: config),
            .test("redaction", kind: .processor),
            next
        )
        try await processor.consume(Traces(service: "svc", [span]))
        return try #require(try next.received.first?.spans.first)
    }

    private static let config = """
        allow_all_keys: true
        url_sanitizer: {enabled: true, attributes: [http.url]}
        db_sanitizer:
          sql: {enabled: true, attributes: [db.statement]}
          redis: {enabled: true, attributes: [db.statement]}
        """

    @Test func sanitizesAttributesByTheirKeysAndTheirDatabase() async throws {
        let sent = span(
            "a",
            ["http.url": "/a/1", "url": "/a/1", "db.statement": "SET user:123 john", "db.system": "Redis"]
        )
        #expect(
            try await redact(Self.config, sent).attributes
                == keyValues([
                    "http.url": "/a/*", "url": "/a/1", "db.statement": "SET user:123 ?", "db.system": "Redis",
                ])
        )
        let other = span("a", ["db.statement": "SET user:123 john", "db.system.name": "cassandra"])
        #expect(try await redact(Self.config, other).attributes == other.attributes)
        let unknown = span("a", ["db.statement": "SET user:123 john"])
        #expect(try await redact(Self.config, unknown).attributes == unknown.attributes)
        let fallback = Self.config + "\n  allow_fallback_without_system: true"
        #expect(try await redact(fallback, unknown).attributes == keyValues(["db.statement": "SET user:? ?"]))
    }

    /// A span, and what its name becomes.
    struct Named: Sendable {
        var name: String
        var kind = Span.SpanKind.client
        var key = ""
        var value = ""
        var expected: String
    }

    @Test(arguments: [
        Named(name: "GET /users/1", expected: "GET /users/*"),
        Named(name: "GET /users/1", kind: .producer, expected: "GET /users/1"),
        Named(name: "users 1", kind: .server, expected: "users 1"),
        Named(name: "/1", kind: .server, expected: "/1"),
        Named(name: "users.1", kind: .server, key: "http.route", value: "x", expected: "users.1"),
        Named(name: "SELECT 1 FROM t", key: "db.system", value: "mysql", expected: "SELECT ? FROM t"),
        Named(
            name: "SELECT 1 FROM t",
            kind: .internal,
            key: "db.system.name",
            value: "postgresql",
            expected: "SELECT ? FROM t"
        ),
        Named(name: "SELECT 1 FROM t", expected: "SELECT 1 FROM t"),
        Named(name: "SELECT 1 FROM t", kind: .consumer, key: "db.system", value: "mysql", expected: "SELECT 1 FROM t"),
    ])
    func sanitizesNames(named: Named) async throws {
        var sent = span(named.name, named.key.isEmpty ? [:] : [named.key: .init(stringLiteral: named.value)])
        sent.kind = named.kind
        #expect(try await redact(Self.config, sent).name == named.expected)
        let off = """
            allow_all_keys: true
            url_sanitizer: {enabled: true, sanitize_span_name: false}
            db_sanitizer: {sql: {enabled: true}, sanitize_span_name: false}
            """
        #expect(try await redact(off, sent).name == named.name)
    }
}
