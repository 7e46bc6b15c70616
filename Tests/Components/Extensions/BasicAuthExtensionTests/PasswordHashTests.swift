import Testing

@testable import BasicAuthExtension

/// The hashes were made by libxcrypt through Python's crypt, by `openssl passwd -apr1`, and by Python's hashlib.
@Suite struct PasswordHashTests {
    static let hashes = [
        "$2y$05$c4WoMPo3SXsafkva.HHa6u7b1XOWKqA7XZANDrnv4IVny/8ABNR66",
        "$2a$05$c4WoMPo3SXsafkva.HHa6u7b1XOWKqA7XZANDrnv4IVny/8ABNR66",
        "$2b$05$c4WoMPo3SXsafkva.HHa6u7b1XOWKqA7XZANDrnv4IVny/8ABNR66",
        "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
        "$1$saltsalt$9xy1btjgzLYfb7hivXtC//",
        "$y$j9T$abcdefgh$IUWJt2doU4Kf6E/JP1UkAT3S5O3Q7SSA8SJirXIlEu9",
        "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "{SSHA}8bX4JQDfZqtTfvnQ4ssDmWb17/FTQUxU",
        "$apr1$saltsalt$LrttParrLPdxvgutaSXWJ0",
        "secret",
    ]

    @Test(arguments: hashes) func knowsThePassword(_ text: String) throws {
        let hash = try #require(PasswordHash(text))
        #expect(hash.matches(Array("secret".utf8)))
        for wrong in ["", "Secret", "secre", "secrets", "secret\0", text == "secret" ? "x" : text] {
            #expect(!hash.matches(Array(wrong.utf8)), "\(wrong)")
        }
    }

    @Test func knowsAnApachePasswordOfMoreThanADigest() throws {
        let hash = try #require(PasswordHash("$apr1$abc$77rKqJqY.58.YAtshgYSi1"))
        #expect(hash.matches(Array("a much longer password than sixteen".utf8)))
    }

    @Test(arguments: ["{SHA}xx", "{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "$apr1$a", "$2y$05$short", "$6$"])
    func brokenHashesAreNoPasswords(_ text: String) {
        let hash = PasswordHash(text)
        #expect(hash == nil || hash?.matches(Array(text.utf8)) == false)
        #expect(hash?.matches([]) != true)
    }

    @Test func readsAFileOfUsers() {
        let users = Htpasswd("# users\n\n alice:one\nbob:{SHA}xx\r\n:nobody\nno colon\nalice:two \ncarol:a:b\n")
        #expect(users.hash(of: "alice") == .plain(Array("two".utf8)))
        #expect(users.hash(of: "carol") == .plain(Array("a:b".utf8)))
        for nobody in ["bob", "", "# users", "no colon"] { #expect(users.hash(of: nobody) == nil) }
    }
}
