/// Collects what a block's `validate` finds.
public struct ValidationReport {
    private let node: ConfigNode
    private let path: [String]
    private(set) var diagnostics: [ConfigDiagnostic] = []

    init(node: ConfigNode, path: [String]) {
        self.node = node
        self.path = path
    }

    /// Reports that the block cannot be used.
    ///
    /// - Parameter key: the key, below the block, whose place the message points to; the message itself is prefixed
    ///   with the block's path, as upstream's is.
    public mutating func error(_ message: String, at key: String..., fix: String? = nil) {
        report(.error, message, key, fix)
    }

    /// Reports that the block works, but probably not as meant.
    ///
    /// - Parameter key: as for `error`.
    public mutating func warning(_ message: String, at key: String..., fix: String? = nil) {
        report(.warning, message, key, fix)
    }

    /// Reports something about the value `node`, which lies under `key` of the block, at its own place.
    public mutating func report(
        _ severity: ConfigDiagnostic.Severity,
        _ message: String,
        at node: ConfigNode,
        under key: String...,
        fix: String? = nil
    ) {
        diagnostics.append(
            ConfigDiagnostic(
                severity,
                message,
                stage: .validation,
                position: node.position ?? self.node.position,
                path: path + key,
                fix: fix
            )
        )
    }

    private mutating func report(
        _ severity: ConfigDiagnostic.Severity,
        _ message: String,
        _ keys: [String],
        _ fix: String?
    ) {
        var place = node
        for key in keys {
            guard let next = place[key] else { break }
            place = next
        }
        diagnostics.append(
            ConfigDiagnostic(
                severity,
                message,
                stage: .validation,
                position: place.position ?? node.position,
                path: path,
                fix: fix
            )
        )
    }
}
