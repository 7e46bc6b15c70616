internal import Pdata

/// The compression of gRPC messages.
enum GRPCCompression {
    static func inflate(_ message: Bytes, limit: Int) throws(GRPCStatus) -> Bytes {
        throw GRPCStatus(.unimplemented, "gzip")
    }
}
