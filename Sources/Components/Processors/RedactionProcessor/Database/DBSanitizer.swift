internal import Pdata

/// Takes the values out of database statements.
struct DBSanitizer: Sendable {
    /// How statements of a kind are written.
    private enum Language: Sendable {
        case sql
        case redis
        case memcached
        case json
    }

    /// A kind of statements that is sanitized.
    private struct Kind: Sendable {
        let language: Language
        let attributes: KeySet
        let systems: Set<String>

        func sanitize(_ statement: String, system: String) -> String {
            switch language {
            case .sql: SQLStatement.sanitize(statement, system: system)
            case .redis: RedisCommands.sanitize(statement, isCertain: !system.isEmpty)
            case .memcached: MemcachedCommand.sanitize(statement, isCertain: !system.isEmpty)
            case .json: JSONStatement.sanitize(statement) ?? statement
            }
        }
    }

    private let kinds: [Kind]
    private let fallsBackWithoutSystem: Bool
    private let wantsSpanNames: Bool

    /// Databases that speak SQL, under their names in the semantic conventions, new and old.
    private static let sqlSystems: Set<String> = [
        "other_sql", "mysql", "postgresql", "mariadb", "sqlite", "mssql", "microsoft.sql_server", "mssqlcompact",
        "oracle",
        "oracle.db", "db2", "ibm.db2", "cockroachdb", "clickhouse", "h2", "h2database", "hsqldb", "derby", "redshift",
        "aws.redshift", "gcp.spanner", "spanner", "trino", "firebirdsql", "hive", "teradata", "vertica", "sybase",
        "hanadb",
        "sap.hana", "informix", "ibm.informix", "netezza", "ibm.netezza", "actian.ingres", "ingres", "sap.maxdb",
        "maxdb",
    ]

    init(_ settings: DBSanitizerSettings) {
        let all: [(settings: DBStatementSettings, language: Language, systems: Set<String>)] = [
            (settings.sql, .sql, Self.sqlSystems),
            (settings.redis, .redis, ["redis"]),
            (settings.valkey, .redis, ["valkey"]),
            (settings.memcached, .memcached, ["memcached"]),
            (settings.mongo, .json, ["mongodb"]),
            (settings.openSearch, .json, ["opensearch"]),
            (settings.elasticsearch, .json, ["elasticsearch"]),
        ]
        kinds = all.filter(\.settings.enabled).map { kind in
            Kind(language: kind.language, attributes: KeySet(kind.settings.attributes), systems: kind.systems)
        }
        fallsBackWithoutSystem = settings.allowFallbackWithoutSystem
        wantsSpanNames = settings.sanitizeSpanName
    }

    var isEmpty: Bool { kinds.isEmpty }

    var sanitizesSpanNames: Bool { wantsSpanNames && !isEmpty }

    /// The database that telemetry with `attributes` is of, in lower case; empty when none is named.
    static func system(in attributes: borrowing AttributesView) -> String {
        for key in ["db.system.name", "db.system"] {
            let system = attributes.value(of: key) { $0.kind == .string ? $0.string.string.lowercased() : "" }
            if let system, !system.isEmpty { return system }
        }
        return ""
    }

    /// Whether attributes called `key` may be changed.
    func sanitizes(_ key: borrowing TextView) -> Bool {
        for kind in kinds where kind.attributes.contains(key) { return true }
        return false
    }

    /// A statement in the attribute called `key` without its values.
    func sanitize(_ statement: String, under key: borrowing TextView, system: String) -> String {
        var result = statement
        for kind in kinds where kind.attributes.contains(key) {
            if system.isEmpty {
                if fallsBackWithoutSystem { result = kind.sanitize(result, system: "") }
            } else if kind.systems.contains(system) {
                return kind.sanitize(result, system: system)
            }
        }
        return result
    }

    /// A string in a log record's body without what may be values: by every kind, since nothing tells which it is of.
    func sanitizeInBody(_ text: String) -> String {
        kinds.reduce(text) { $1.sanitize($0, system: "") }
    }

    /// The name of a span of the database `system` without values.
    func sanitizeName(_ name: String, system: String) -> String {
        guard let kind = kinds.first(where: { $0.systems.contains(system) }) else { return name }
        return kind.sanitize(name, system: system)
    }
}
