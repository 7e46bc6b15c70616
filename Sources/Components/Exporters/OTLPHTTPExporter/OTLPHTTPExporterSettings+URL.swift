internal import CollectorNet
internal import Pdata

extension Signal {
    /// The key of the signal's own URL.
    var endpointKey: String { "\(self)_endpoint" }

    /// The path of the signal below the server's URL.
    var urlPath: String { self == .profiles ? "/v1development/profiles" : "/v1/\(self)" }
}

/// A signal has no URL: neither its own is set nor the server's.
struct MissingEndpoint: Error, CustomStringConvertible {
    let signal: Signal

    var description: String { "either endpoint or \(signal.endpointKey) must be specified" }
}

extension OTLPHTTPExporterSettings {
    /// The URL set for `signal` alone; empty when none is.
    func endpoint(of signal: Signal) -> String {
        switch signal {
        case .traces: tracesEndpoint
        case .metrics: metricsEndpoint
        case .logs: logsEndpoint
        case .profiles: profilesEndpoint
        }
    }

    /// The URL that requests of `signal` go to.
    func url(of signal: Signal) throws(MissingEndpoint) -> String {
        let own = endpoint(of: signal)
        guard own.isEmpty else { return own }
        guard !client.endpoint.isEmpty else { throw MissingEndpoint(signal: signal) }
        let base = client.endpoint.prefix { $0 != "?" && $0 != "#" }
        let query = client.endpoint[base.endIndex...].prefix { $0 != "#" }
        return (base.last == "/" ? base.dropLast() : base) + signal.urlPath + query
    }
}
