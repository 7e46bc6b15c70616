public import CollectorConfig
public import OTTL

/// The settings of a redaction processor.
public struct RedactionSettings: Settings {
    /// Whether attributes stay whatever their keys.
    public var allowAllKeys = false

    /// The keys of the attributes that stay.
    public var allowedKeys: [String] = []

    /// The keys of attributes that are not looked at.
    public var ignoredKeys: [String] = []

    /// Regular expressions for keys of attributes that are not looked at.
    public var ignoredKeyPatterns: [String] = []

    /// Regular expressions for keys of attributes whose values are masked.
    public var blockedKeyPatterns: [String] = []

    /// Regular expressions for what is masked in values.
    public var blockedValues: [String] = []

    /// Regular expressions for values in which nothing is masked.
    public var allowedValues: [String] = []

    /// Whether values that are no strings are looked at, too.
    public var redactAllTypes = false

    /// What stands in the place of what is masked; empty for asterisks.
    public var hashFunction = ""

    /// The key of `hmac-sha256` and `hmac-sha512`.
    public var hmacKey: Secret = ""

    /// What is told of the redaction in attributes.
    public var summary = ""

    /// How URLs are sanitized.
    public var urlSanitizer = URLSanitizerSettings()

    /// How database statements are sanitized.
    public var dbSanitizer = DBSanitizerSettings()

    /// Conditions on telemetry that is not redacted.
    public var skipConditions: [OTTLText] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "allow_all_keys",
            \.allowAllKeys,
            "Whether attributes stay whatever their keys; otherwise those in neither `allowed_keys` nor `ignored_keys` are removed."
        ),
        Setting("allowed_keys", \.allowedKeys, "The keys of the attributes that stay, and whose values are looked at."),
        Setting("ignored_keys", \.ignoredKeys, "The keys of attributes that stay as they are, whatever else says."),
        Setting(
            "ignored_key_patterns",
            \.ignoredKeyPatterns,
            "Regular expressions in RE2's syntax: attributes whose key one matches stay as they are."
        ),
        Setting(
            "blocked_key_patterns",
            \.blockedKeyPatterns,
            "Regular expressions: attributes whose key one matches have their values masked as a whole."
        ),
        Setting("blocked_values", \.blockedValues, "Regular expressions: what they match in a value is masked."),
        Setting(
            "allowed_values",
            \.allowedValues,
            "Regular expressions: a value in which one matches is not masked."
        ),
        Setting(
            "redact_all_types",
            \.redactAllTypes,
            "Whether numbers, bools, bytes, maps and lists are looked at as texts; what is masked becomes a string."
        ),
        Setting(
            "hash_function",
            \.hashFunction,
            "What replaces what is masked: its `md5`, `sha1`, `sha3` (SHA3-256), `hmac-sha256` or `hmac-sha512` in hexadecimal digits; asterisks when empty."
        ),
        Setting(
            "hmac_key",
            \.hmacKey,
            "The key of `hmac-sha256`, of at least 32 bytes, or of `hmac-sha512`, of at least 64."
        ),
        Setting(
            "summary",
            \.summary,
            "What attributes tell of the redaction: `debug`, keys and counts; `info`, counts; `silent` or empty, nothing."
        ),
        Setting("url_sanitizer", \.urlSanitizer, "How URLs lose what identifies."),
        Setting("db_sanitizer", \.dbSanitizer, "How database statements lose their values."),
        Setting(
            "skip_conditions",
            \.skipConditions,
            "Conditions in OTTL, each with its context's name before paths: what one is true of, and what lies in that, is not "
                + "redacted."
        ),
    ]

    /// Judges the regular expressions, the hash function and its key, and the conditions.
    public func validate(_ report: inout ValidationReport) {
        do throws(RedactionError) {
            _ = try Redaction(self)
        } catch {
            report.error(error.description, at: error.key, fix: error.fix)
        }
        for condition in skipConditions {
            report.report(
                SkipCondition.diagnostics(condition.text),
                about: [condition],
                under: "skip_conditions"
            )
        }
        if !["", "debug", "info", "silent"].contains(summary) {
            report.warning(
                "summary \"\(summary)\" is unknown, and as good as silent",
                at: "summary",
                fix: "allowed: debug, info, silent"
            )
        }
    }
}

/// The settings of the sanitizing of URLs.
public struct URLSanitizerSettings: Settings {
    /// Whether URLs are sanitized.
    public var enabled = false

    /// The keys of attributes that hold URLs.
    public var attributes: [String] = []

    /// Whether the names of HTTP spans are sanitized, too.
    public var sanitizeSpanName = true

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("enabled", \.enabled, "Whether it is done."),
        Setting("attributes", \.attributes, "The keys of the attributes that hold URLs."),
        Setting("sanitize_span_name", \.sanitizeSpanName, "Whether the names of client and server spans are, too."),
    ]
}

/// The settings of the sanitizing of database statements.
public struct DBSanitizerSettings: Settings {
    /// Statements in SQL.
    public var sql = DBStatementSettings()
    /// Commands of Redis.
    public var redis = DBStatementSettings()
    /// Commands of Valkey.
    public var valkey = DBStatementSettings()
    /// Commands of memcached.
    public var memcached = DBStatementSettings()
    /// Commands of MongoDB in JSON.
    public var mongo = DBStatementSettings()
    /// Queries of OpenSearch in JSON.
    public var openSearch = DBStatementSettings()
    /// Queries of Elasticsearch in JSON.
    public var elasticsearch = DBStatementSettings()

    /// Whether the names of database spans are sanitized, too.
    public var sanitizeSpanName = true

    /// Whether attributes of telemetry that names no database are sanitized, too.
    public var allowFallbackWithoutSystem = false

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("sql", \.sql, "SQL: literals become `?`, comments go."),
        Setting("redis", \.redis, "Redis: arguments behind the key become `?`."),
        Setting("valkey", \.valkey, "Valkey: as for Redis."),
        Setting("memcached", \.memcached, "Memcached: only the command line stays."),
        Setting("mongo", \.mongo, "MongoDB: values in JSON become `\"?\"`."),
        Setting("opensearch", \.openSearch, "OpenSearch: values in JSON become `\"?\"`."),
        Setting("es", \.elasticsearch, "Elasticsearch: values in JSON become `\"?\"`."),
        Setting(
            "sanitize_span_name",
            \.sanitizeSpanName,
            "Whether the names of client, server and internal spans with `db.system.name` or `db.system` are, too."
        ),
        Setting(
            "allow_fallback_without_system",
            \.allowFallbackWithoutSystem,
            "Whether attributes beside which neither `db.system.name` nor `db.system` stands are, by every kind that lists them."
        ),
    ]
}

/// The settings of the sanitizing of one kind of database statements.
public struct DBStatementSettings: Settings {
    /// Whether they are sanitized.
    public var enabled = false

    /// The keys of attributes that hold such statements.
    public var attributes: [String] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("enabled", \.enabled, "Whether it is done."),
        Setting(
            "attributes",
            \.attributes,
            "The keys of the attributes that hold such statements; none are touched when empty."
        ),
    ]
}
