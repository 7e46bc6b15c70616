/// The patterns that Grok's users know by name, for RE2: without look-around, and of alternatives the longer first.
enum GrokPatterns {
    /// The definition of `name`; nil when there is none.
    static func definition(of name: String) -> String? { all[name] }

    /// Every name.
    static var names: [String] { all.keys.sorted() }

    private static let all = texts.merging(network) { $1 }.merging(dates) { $1 }.merging(logs) { $1 }

    private static let texts = [
        "WORD": #"\b\w+\b"#,
        "NOTSPACE": #"\S+"#,
        "SPACE": #"\s*"#,
        "DATA": #".*?"#,
        "GREEDYDATA": #".*"#,
        "INT": #"[+-]?[0-9]+"#,
        "BASE10NUM": #"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"#,
        "NUMBER": #"%{BASE10NUM}"#,
        "BASE16NUM": #"[+-]?(?:0x)?[0-9A-Fa-f]+"#,
        "BASE16FLOAT": #"[+-]?(?:0x)?[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?"#,
        "BOOL": #"true|false"#,
        "POSINT": #"\b[1-9][0-9]*\b"#,
        "NONNEGINT": #"\b[0-9]+\b"#,
        "QUOTEDSTRING": #""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"#,
        "QS": #"%{QUOTEDSTRING}"#,
        "UUID": #"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"#,
        "URN": #"urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:[0-9A-Za-z()+,.:=@;$_!*'/?#-]+"#,
        "USERNAME": #"[0-9A-Za-z._-]+"#,
        "USER": #"%{USERNAME}"#,
        "EMAILLOCALPART": #"[A-Za-z][0-9A-Za-z_.+=:-]*"#,
        "EMAILADDRESS": #"%{EMAILLOCALPART}@%{HOSTNAME}"#,
        "UNIXPATH": #"(?:/[\w%!$@:.,+~-]*)+"#,
        "WINPATH": #"(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+"#,
        "PATH": #"(?:%{UNIXPATH}|%{WINPATH})"#,
        "TTY": #"/dev/(?:pts|tty[pq]?)\w*/?[0-9]+"#,
        "LOGLEVEL":
            #"(?i:alert|trace|debug|notice|information|info|warning|warn|error|err|critical|crit|fatal|severe|emergency|emerg)"#,
        "JAVACLASS": #"(?:[A-Za-z$_][0-9A-Za-z$_]*\.)*[A-Za-z$_][0-9A-Za-z$_]*"#,
        "JAVAFILE": #"[0-9A-Za-z_. -]+"#,
        "JAVAMETHOD": #"(?:<(?:cl)?init>|[A-Za-z$_][0-9A-Za-z$_]*)"#,
    ]

    private static let octet = #"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"#
    private static let four = #"\#(octet)(?:\.\#(octet)){3}"#
    private static let group = #"[0-9A-Fa-f]{1,4}"#

    /// IPv6 addresses, whole or with zeros left out, and with an IPv4 address at the end.
    private static let six: String = {
        let whole = ["(?:\(group):){6}\(four)", "(?:\(group):){7}\(group)"]
        let mixed = ["(?:\(group):){1,5}(?::\(group)){0,4}:\(four)", ":(?::\(group)){0,5}:\(four)"]
        let shortened = (1...6).map { "(?:\(group):){\($0)}(?::\(group)){1,\(7 - $0)}" }
        let open = ["(?:\(group):){1,7}:", ":(?:(?::\(group)){1,7}|:)"]
        return "(?:" + (whole + mixed + shortened + open).joined(separator: "|") + ")(?:%[0-9A-Za-z._~-]+)?"
    }()

    private static let network = [
        "IPV4": four,
        "IPV6": six,
        "IP": #"(?:%{IPV6}|%{IPV4})"#,
        "HOSTNAME": #"\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*(?:\.|\b)"#,
        "IPORHOST": #"(?:%{IP}|%{HOSTNAME})"#,
        "HOSTPORT": #"%{IPORHOST}:%{POSINT}"#,
        "CISCOMAC": #"(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"#,
        "WINDOWSMAC": #"(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}"#,
        "COMMONMAC": #"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"#,
        "MAC": #"(?:%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC})"#,
        "URIPROTO": #"[A-Za-z][0-9A-Za-z+.-]*"#,
        "URIHOST": #"%{IPORHOST}(?::%{POSINT})?"#,
        "URIPATH": #"(?:/[0-9A-Za-z$.+!*'(){},~:;=@#%&_-]*)+"#,
        "URIQUERY": #"[0-9A-Za-z$.+!*'|(){},~@#%&/=:;_?\[\]<>-]*"#,
        "URIPARAM": #"\?%{URIQUERY}"#,
        "URIPATHPARAM": #"%{URIPATH}(?:\?%{URIQUERY})?"#,
        "URI": #"%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATH}(?:\?%{URIQUERY})?)?"#,
    ]

    private static let dates = [
        "MONTH":
            #"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"#,
        "MONTHNUM": #"(?:0[1-9]|1[0-2])"#,
        "MONTHDAY": #"(?:0[1-9]|[12][0-9]|3[01]|[1-9])"#,
        "DAY":
            #"\b(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)\b"#,
        "YEAR": #"(?:[0-9]{2}){1,2}"#,
        "HOUR": #"(?:2[0-3]|[01]?[0-9])"#,
        "MINUTE": #"[0-5][0-9]"#,
        "SECOND": #"(?:[0-5][0-9]|60)(?:[:.,][0-9]+)?"#,
        "TIME": #"%{HOUR}:%{MINUTE}(?::%{SECOND})?"#,
        "DATE_US": #"%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}"#,
        "DATE_EU": #"%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}"#,
        "DATE": #"%{DATE_US}|%{DATE_EU}"#,
        "ISO8601_TIMEZONE": #"(?:Z|[+-]%{HOUR}:?%{MINUTE})"#,
        "ISO8601_SECOND": #"%{SECOND}"#,
        "TIMESTAMP_ISO8601":
            #"%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?"#,
        "DATESTAMP": #"%{DATE}[- ]%{TIME}"#,
        "TZ": #"(?:[PMACE][SED]T|UTC)"#,
        "DATESTAMP_RFC822": #"%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}"#,
        "DATESTAMP_RFC2822": #"%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}"#,
        "DATESTAMP_OTHER": #"%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}"#,
        "DATESTAMP_EVENTLOG": #"%{YEAR}%{MONTHNUM}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}"#,
        "HTTPDATE": #"%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}"#,
        "HTTPDERROR_DATE": #"%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}"#,
        "SYSLOGTIMESTAMP": #"%{MONTH} +%{MONTHDAY} %{TIME}"#,
    ]

    private static let logs = [
        "PROG": #"[!-Z\\^-~]+"#,
        "SYSLOGPROG": #"%{PROG}(?:\[[0-9]+\])?"#,
        "SYSLOGHOST": #"%{IPORHOST}"#,
        "SYSLOGFACILITY": #"<%{NONNEGINT}\.%{NONNEGINT}>"#,
        "SYSLOGBASE":
            #"%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:host.hostname} %{SYSLOGPROG}:"#,
        "SYSLOGBASE2":
            #"(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})(?: %{SYSLOGFACILITY})?(?: %{SYSLOGHOST:host.hostname})?(?: %{SYSLOGPROG}:)?"#,
        "SYSLOGLINE": #"%{SYSLOGBASE2} %{GREEDYDATA:message}"#,
        "SYSLOG5424PRINTASCII": #"[!-~]+"#,
        "SYSLOG5424PRI": #"<%{NONNEGINT:log.syslog.priority:int}>"#,
        "SYSLOG5424SD": #"\[%{DATA}\]+"#,
        "SYSLOG5424BASE":
            #"%{SYSLOG5424PRI}%{NONNEGINT:system.syslog.version} +(?:-|%{TIMESTAMP_ISO8601:timestamp}) +(?:-|%{IPORHOST:host.hostname}) +(?:-|%{SYSLOG5424PRINTASCII:process.name}) +(?:-|%{POSINT:process.pid:int}) +(?:-|%{SYSLOG5424PRINTASCII:event.code}) +(?:-|%{SYSLOG5424SD:system.syslog.structured_data})?"#,
        "SYSLOG5424LINE": #"%{SYSLOG5424BASE} +%{GREEDYDATA:message}"#,
        "CRON_ACTION": #"[A-Z ]+"#,
        "CRONLOG": #"%{SYSLOGBASE} \(%{USER:user.name}\) %{CRON_ACTION:system.cron.action} \(%{DATA:message}\)"#,
        "HTTPDUSER": #"%{EMAILADDRESS}|%{USER}"#,
        "HTTPD_COMMONLOG":
            #"%{IPORHOST:source.address} (?:-|%{HTTPDUSER:apache.access.user.identity}) (?:-|%{HTTPDUSER:user.name}) \[%{HTTPDATE:timestamp}\] "(?:%{WORD:http.request.method} %{NOTSPACE:url.original}(?: HTTP/%{NUMBER:http.version})?|%{DATA})" (?:-|%{INT:http.response.status_code:int}) (?:-|%{INT:http.response.body.bytes:long})"#,
        "HTTPD_COMBINEDLOG":
            #"%{HTTPD_COMMONLOG} "(?:-|%{DATA:http.request.referrer})" "(?:-|%{DATA:user_agent.original})""#,
        "COMMONAPACHELOG": #"%{HTTPD_COMMONLOG}"#,
        "COMBINEDAPACHELOG": #"%{HTTPD_COMBINEDLOG}"#,
        "HTTPD20_ERRORLOG":
            #"\[%{HTTPDERROR_DATE:timestamp}\] \[%{LOGLEVEL:log.level}\] (?:\[client %{IPORHOST:source.address}\] )?%{GREEDYDATA:message}"#,
        "HTTPD24_ERRORLOG":
            #"\[%{HTTPDERROR_DATE:timestamp}\] \[%{WORD:apache.error.module}?:%{LOGLEVEL:log.level}\] \[pid %{POSINT:process.pid:long}(?::tid %{INT:process.thread.id:int})?\](?: \[client %{IPORHOST:source.address}(?::%{POSINT:source.port:int})?\])?(?: %{DATA:error.code}:)? %{GREEDYDATA:message}"#,
        "HTTPD_ERRORLOG": #"%{HTTPD20_ERRORLOG}|%{HTTPD24_ERRORLOG}"#,
        "JAVASTACKTRACEPART":
            #"\s*at %{JAVACLASS:java.log.origin.class.name}\.%{JAVAMETHOD:log.origin.function}\(%{JAVAFILE:log.origin.file.name}(?::%{INT:log.origin.file.line:int})?\)"#,
    ]
}
