internal import CollectorNet
internal import Pdata

/// Where the ingestor is, and where to ask for it.
enum IngestorSource: Sendable, Hashable {
    /// At a URL that is known.
    case known(String)
    /// Where the public record of a zone says.
    case published(zone: String)
    /// Where the account's record says, which is asked for with the key.
    case account

    /// Where to look, one after the other.
    static func all(_ settings: LogFluxExporterSettings, _ key: LogFluxAPIKey) -> [IngestorSource] {
        guard settings.endpoint.isEmpty else {
            return [.known(settings.endpoint.last == "/" ? String(settings.endpoint.dropLast()) : settings.endpoint)]
        }
        guard !settings.zone.isEmpty else { return [.published(zone: key.region), .account] }
        return [
            .published(zone: settings.zone), .known("https://api.ingest.\(settings.zone).logflux.io"), .account,
        ]
    }

    private static let accountRecords = [
        "https://api.logflux.io/api/discovery", "https://api.logflux.io/api/discovery",
        "https://eu.api.logflux.io/api/discovery", "https://us.api.logflux.io/api/discovery",
    ]

    /// The ingestor's URL, without a slash at its end.
    func url(_ requests: LogFluxRequests) async throws(LogFluxFailure) -> String {
        switch self {
        case .known(let url): return url
        case .published(let zone):
            let answer = try await requests.get("https://discover.\(zone).logflux.io", authorized: false)
            return try Self.checked(answer["endpoints"]?["ingestor_url"], requests)
        case .account: return try await Self.account(requests)
        }
    }

    private static func account(_ requests: LogFluxRequests) async throws(LogFluxFailure) -> String {
        var last = LogFluxFailure(.unreachable, "no discovery URL")
        for record in accountRecords {
            do throws(LogFluxFailure) {
                let answer = try await requests.get(record, authorized: true)
                return try checked(answer["ingestor_url"] ?? answer["data"]?["base_url"], requests)
            } catch {
                last = error
                if Task.isCancelled { break }
            }
        }
        throw LogFluxFailure(
            last.kind,
            "endpoint discovery failed: all discovery URLs failed, last error: \(last)",
            pause: last.pause
        )
    }

    /// The URL in a record; never one to which the key would be sent unencrypted.
    private static func checked(
        _ value: JSONValue?,
        _ requests: LogFluxRequests
    ) throws(LogFluxFailure) -> String {
        guard let url = value?.string, !url.isEmpty else {
            throw LogFluxFailure(.malformed, "endpoint discovery failed: the answer names no ingestor URL")
        }
        let isHTTPS = url.prefix(8).lowercased() == "https://" && HTTPClientSettings.destination(of: url) != nil
        guard isHTTPS, !url.contains("?"), !url.contains("#") else {
            throw LogFluxFailure(
                .malformed,
                "endpoint discovery failed: \"\(requests.shown(url))\" is not an https URL"
            )
        }
        return url.last == "/" ? String(url.dropLast()) : url
    }
}
