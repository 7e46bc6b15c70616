internal import CollectorConfig

/// What clients' settings have to fulfil so that nothing secret is sent in the clear by accident.
enum TransportSecurity {
    private static let marks: [StaticString] = [
        "authorization", "api-key", "apikey", "api_key", "token", "secret", "password", "credential", "cookie",
        "license-key", "honeycomb-team",
    ]

    /// Warns about each header that looks like a credential, for a connection that is not encrypted.
    static func warn(about headers: HeaderList, _ report: inout ValidationReport) {
        for header in headers.headers where isCredential(header.name) {
            report.warning(
                "the header \"\(header.name)\" looks like a credential, and is sent unencrypted",
                at: "headers",
                header.name,
                fix: "send it over a trusted network only"
            )
        }
    }

    /// Whether a header called `name` usually holds something secret.
    static func isCredential(_ name: String) -> Bool {
        let name = name.asciiLowercased
        return marks.contains { name.firstPlace(of: $0) != nil }
    }
}

/// Checks of fixed headers that users configure.
enum HeaderRules {
    /// Reports names and values that no message may carry.
    static func check(_ headers: HeaderList, _ report: inout ValidationReport) {
        for header in headers.headers {
            if header.name.isEmpty || !header.name.utf8.allSatisfy(HTTP1Syntax.isTokenByte) {
                report.error("\"\(header.name)\" is not a header name", at: "headers", header.name)
            } else if !header.value.value.utf8.allSatisfy(HTTP1Syntax.isFieldByte) {
                report.error(
                    "the value of the header \"\(header.name)\" contains a control character",
                    at: "headers",
                    header.name
                )
            }
        }
    }
}
