/// Commands of Redis and Valkey, one a line, of which the command and the key stay.
enum RedisCommands {
    /// Commands whose arguments are keys.
    private static let ofKeys: Set<String> = [
        "GET", "MGET", "DEL", "UNLINK", "EXISTS", "TYPE", "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "INCR", "DECR",
        "LLEN",
        "LPOP", "RPOP", "SCARD", "SMEMBERS", "ZCARD", "HLEN", "HKEYS", "HVALS", "HGETALL", "STRLEN", "PERSIST", "TOUCH",
        "WATCH", "DUMP", "RENAME", "RENAMENX", "SDIFF", "SINTER", "SUNION", "SDIFFSTORE", "SINTERSTORE", "SUNIONSTORE",
        "RPOPLPUSH", "PFCOUNT", "PFMERGE", "XLEN", "GETDEL",
    ]

    /// Commands that consist of two words, of which the second stays as a key does.
    private static let ofTwoWords: Set<String> = [
        "CONFIG", "CLIENT", "CLUSTER", "COMMAND", "DEBUG", "SCRIPT", "ACL", "OBJECT", "MEMORY", "XINFO", "XGROUP",
        "PUBSUB",
        "FUNCTION", "LATENCY", "MODULE", "SLOWLOG",
    ]

    /// Commands whose first argument is no key, and may be a secret.
    private static let ofValues: Set<String> = [
        "AUTH", "HELLO", "EVAL", "EVAL_RO", "EVALSHA", "EVALSHA_RO", "ECHO", "PING", "MIGRATE",
    ]

    /// Further commands by which a text is known to be one, where nothing else tells.
    private static let ofKeyAndValues: Set<String> = [
        "SET", "SETNX", "SETEX", "PSETEX", "GETSET", "GETEX", "GETRANGE", "SETRANGE", "APPEND", "MSET", "MSETNX",
        "SETBIT",
        "GETBIT", "BITFIELD", "BITCOUNT", "BITPOS", "INCRBY", "INCRBYFLOAT", "DECRBY", "EXPIRE", "PEXPIRE", "EXPIREAT",
        "HSET", "HSETNX", "HMSET", "HGET", "HMGET", "HDEL", "HEXISTS", "HINCRBY", "HSTRLEN", "HSCAN", "LPUSH", "LPUSHX",
        "RPUSH", "RPUSHX", "LREM", "LSET", "LINSERT", "LRANGE", "LINDEX", "LTRIM", "LPOS", "LMOVE", "SADD", "SREM",
        "SMOVE",
        "SISMEMBER", "SMISMEMBER", "SPOP", "SRANDMEMBER", "SSCAN", "ZADD", "ZREM", "ZSCORE", "ZRANK", "ZREVRANK",
        "ZINCRBY",
        "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZCOUNT", "ZSCAN", "GEOADD", "GEOHASH", "GEOPOS", "GEODIST",
        "GEORADIUS",
        "GEORADIUSBYMEMBER", "GEOSEARCH", "XADD", "XREAD", "XRANGE", "XDEL", "XACK", "PFADD", "PUBLISH", "SPUBLISH",
        "RESTORE", "SORT",
    ]

    /// The commands with `?` for all arguments behind the key.
    ///
    /// - Parameter isCertain: whether `text` certainly holds commands; what is none stays otherwise.
    static func sanitize(_ text: String, isCertain: Bool) -> String {
        var lines: [String] = []
        // In quotes there may be line ends, which belong to an argument.
        for line in split(text, where: { $0 == "\n" || $0 == "\r\n" }) {
            let words = split(line, where: { $0 == " " || $0 == "\t" })
            guard let first = words.first else { continue }
            guard isCertain || isCommand(first) else { return text }
            lines.append(sanitized(words).joined(separator: " "))
        }
        return lines.joined(separator: "\n")
    }

    private static func isCommand(_ word: String) -> Bool {
        let command = word.uppercased()
        // Prose begins with a capital.
        guard word == command || word == word.lowercased() else { return false }
        return [ofKeys, ofTwoWords, ofValues, ofKeyAndValues].contains { $0.contains(command) }
    }

    private static func sanitized(_ words: [String]) -> [String] {
        let command = words[0].uppercased()
        if ofKeys.contains(command) { return words }
        let kept = ofValues.contains(command) ? 1 : 2
        guard words.count > kept else { return words }
        return words.prefix(kept) + ["?"]
    }

    /// `text` cut at separators outside quotes, without empty parts.
    private static func split(_ text: String, where isSeparator: (Character) -> Bool) -> [String] {
        var parts: [String] = []
        var part = ""
        var quote: Character?
        var isEscaped = false
        for character in text {
            if quote == nil, isSeparator(character) {
                if !part.isEmpty { parts.append(part) }
                part = ""
                continue
            }
            part.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = quote != nil
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            }
        }
        if !part.isEmpty { parts.append(part) }
        return parts
    }
}

/// A command of memcached, whose values are behind the first line.
enum MemcachedCommand {
    /// Commands behind which a value comes.
    private static let storing: Set<String> = ["set", "add", "replace", "append", "prepend", "cas", "ms"]

    /// The first line.
    ///
    /// - Parameter isCertain: whether `text` is certainly a command; what is none stays otherwise.
    static func sanitize(_ text: String, isCertain: Bool) -> String {
        guard isCertain || storing.contains(String(text.prefix { $0.isLetter })) else { return text }
        let line = text.utf8.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        let start = line.drop { $0 == UInt8(ascii: " ") }
        let end = start.lastIndex { $0 != UInt8(ascii: " ") }
        return end.map { String(decoding: start[...$0], as: UTF8.self) } ?? ""
    }
}
