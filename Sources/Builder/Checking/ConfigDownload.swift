internal import CollectorConfig
import Foundation

/// Fetches a configuration by curl, as the collector's `http` and `https` providers do: 200 and no other answer will do.
struct ConfigDownload {
    /// The user's own: curl needs its proxies and certificates.
    let environment: [String: String]

    /// As the collector's.
    private static let seconds = 30
    private static let most = 16 << 20

    func text(of url: String) throws(ProviderError) -> String {
        let shown = Self.shown(url)
        guard let tool = Subprocess.find("curl", environment: environment) else {
            throw ProviderError("no curl on PATH, which fetches \(shown)", fix: "install curl, or name a file")
        }
        let command = Subprocess(
            tool,
            [
                "--silent", "--max-time", "\(Self.seconds)", "--max-filesize", "\(Self.most)", "--proto", "=http,https",
                "--write-out", "\n%{http_code}", "--", url,
            ],
            environment: environment
        )
        guard let answer = command.output() else {
            throw ProviderError("unable to fetch the configuration of \(shown): \(tool) did not run")
        }
        guard answer.exitCode == 0 else {
            throw ProviderError("unable to fetch the configuration of \(shown): \(Self.reason(answer.exitCode))")
        }
        let end = answer.text.lastIndex(of: "\n") ?? answer.text.startIndex
        let status = answer.text[end...].drop(while: \.isNewline)
        guard status == "200" else {
            throw ProviderError(
                "unable to fetch the configuration of \(shown): the server answered with status \(status)",
                fix: status.hasPrefix("3") ? "redirects are not followed" : "the status must be 200"
            )
        }
        return String(answer.text[..<end])
    }

    /// Without what follows the path, which may hold a secret, and without names and passwords.
    static func shown(_ url: String) -> String {
        String(url.prefix { $0 != "?" }).replacing(/:\/\/[^\/@]*@/) { _ in "://" }
    }

    /// What curl's exit codes mean.
    private static func reason(_ code: Int32) -> String {
        switch code {
        case 3: "it is no URL"
        case 6: "its host is not known"
        case 7: "nobody listens there"
        case 28: "the whole answer must come within \(seconds) s"
        case 35, 51, 58, 60, 77: "TLS failed, curl's code \(code)"
        case 63: "a configuration is at most \(most >> 20) MiB"
        default: "curl's code is \(code)"
        }
    }
}
