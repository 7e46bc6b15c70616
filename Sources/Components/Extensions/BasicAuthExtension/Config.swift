public import CollectorConfig

/// The settings of a `basicauth` extension: for servers or for clients.
public struct BasicAuthExtensionConfig: Settings {
    /// The users whom a server knows.
    public var htpasswd = Section<HtpasswdSettings>.absent

    /// What a client says of itself.
    public var clientAuth = Section<ClientAuthSettings>.absent

    /// Neither.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("htpasswd", \.htpasswd, "The users whom servers know."),
        Setting("client_auth", \.clientAuth, "What clients say of themselves."),
    ]

    /// Reports both uses at once, or none.
    public func validate(_ report: inout ValidationReport) {
        switch (htpasswd.value, clientAuth.value) {
        case (.some, .some):
            report.error(
                "only one of `htpasswd` or `client_auth` can be specified",
                at: "client_auth",
                fix: "write two extensions, such as basicauth/server and basicauth/client"
            )
        case (nil, nil): report.error("no credential source provided", fix: "write htpasswd or client_auth")
        case (.some(let users), nil) where users.file.isEmpty && users.inline.isEmpty:
            report.error("no credential source provided", at: "htpasswd", fix: "write file or inline")
        case (nil, .some(let client)) where client.usernameFile.isEmpty && client.username.contains(":"):
            report.error(
                "invalid authorization format",
                at: "client_auth",
                "username",
                fix: "a user's name has no colon"
            )
        default: break
        }
    }
}

/// Where a server's users are listed.
public struct HtpasswdSettings: Settings {
    /// A file as Apache's htpasswd writes it.
    public var file = ""

    /// Lines of such a file, which come after the file's.
    public var inline = Secret("")

    /// No users.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("file", \.file, "A file as htpasswd writes it, read once at the start."),
        Setting(
            "inline",
            \.inline,
            "Lines of such a file; a user's last line counts, and these come after the file's."
        ),
    ]
}

/// What a client says of itself.
public struct ClientAuthSettings: Settings {
    /// The user's name.
    public var username = ""

    /// The password.
    public var password = Secret("")

    /// A file that holds the name.
    public var usernameFile = ""

    /// A file that holds the password.
    public var passwordFile = ""

    /// Nobody.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("username", \.username, "The user's name."),
        Setting("password", \.password, "The password."),
        Setting("username_file", \.usernameFile, "A file that holds the name, read again when it changes."),
        Setting("password_file", \.passwordFile, "A file that holds the password, read again when it changes."),
    ]
}
