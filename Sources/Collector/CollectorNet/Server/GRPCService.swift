internal import CollectorAPI
internal import Pdata

/// What the connections of a gRPC server share.
final class GRPCService: HTTP2Service {
    let http2Limits: HTTP2Limits

    /// The longest request message, also after decompression, in bytes.
    let maxMessageSize: Int

    /// Whether handlers see the call's metadata.
    let includesMetadata: Bool

    /// The memory that messages are admitted to; nil when they always are.
    let budget: MemoryBudget?
    /// Whether the metadata of calls is kept while they are under way.
    var keepsMetadata: Bool { includesMetadata || admission != nil }

    /// What calls pass before their messages are read.
    let admission: ServerAdmission?

    private let methods: [(path: [UInt8], method: GRPCMethod)]

    init(
        _ limits: HTTP2Limits,
        maxMessageSize: Int,
        includesMetadata: Bool,
        budget: MemoryBudget?,
        admission: ServerAdmission?,
        methods: [String: GRPCMethod]
    ) {
        self.budget = budget
        http2Limits = limits
        self.maxMessageSize = maxMessageSize
        self.includesMetadata = includesMetadata
        self.admission = admission
        self.methods = methods.map { (Array($0.utf8), $1) }
    }

    var shortageAnswer: HTTP2Fields { GRPCAnswers.failure(MemoryRefusal.unavailable) }

    func makeStream(_ connection: HTTP2ServerConnection, id: Int32) -> HTTP2ServerStream {
        GRPCServerStream(connection, id: id, self)
    }

    /// The method at `path`. A server has few of them, so that comparing beats hashing.
    func method(at path: UnsafeRawBufferPointer) -> GRPCMethod? {
        for entry in methods where entry.path.withUnsafeBytes({ $0.isEqual(to: path) }) { return entry.method }
        return nil
    }

    /// Why nothing answers at `path`, in the words of gRPC's Go library.
    func unknown(_ path: String) -> GRPCStatus {
        guard path.first == "/", let slash = path.dropFirst().lastIndex(of: "/") else {
            return GRPCStatus(.unimplemented, "malformed method name: \"\(path)\"")
        }
        let service = path[path.index(after: path.startIndex)..<slash]
        let prefix = Array("/\(service)/".utf8)
        guard methods.contains(where: { $0.path.starts(with: prefix) }) else {
            return GRPCStatus(.unimplemented, "unknown service \(service)")
        }
        return GRPCStatus(.unimplemented, "unknown method \(path[path.index(after: slash)...]) for service \(service)")
    }
}
