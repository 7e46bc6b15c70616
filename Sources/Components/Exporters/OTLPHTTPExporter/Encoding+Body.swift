internal import CollectorNet
internal import Pdata

extension OTLPHTTPExporterSettings.Encoding {
    /// From how many bytes of telemetry on writing JSON leaves the loop, which it would hold for milliseconds.
    private static let offLoopSize = 256 << 10

    /// The media type of requests.
    var contentType: String {
        switch self {
        case .proto: "application/x-protobuf"
        case .json: "application/json"
        }
    }

    /// The body of a request that carries `data`.
    func encode(_ data: some Telemetry) async -> [Bytes] {
        guard self == .json else { return data.segments }
        guard data.byteCount >= Self.offLoopSize else { return [data.json()] }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { [data.json()] }
    }
}
