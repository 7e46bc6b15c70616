/// Where decoding stands, and what it has found so far.
public struct DecodingContext {
    /// The keys from the top to the value being decoded.
    public private(set) var path: [String]

    /// What was found.
    public internal(set) var diagnostics: [ConfigDiagnostic] = []

    /// The components that were named.
    private(set) var references: [ConfigReference] = []

    /// How many of the diagnostics are errors of decoding.
    private(set) var failures = 0

    /// How many keys of the path lie outside what is decoded.
    private let base: Int

    private var position: SourcePosition?

    init(path: [String]) {
        self.path = path
        base = path.count
    }

    /// The value's name in messages: its keys below the component, joined by dots, in quotes; empty for the whole.
    public var name: String {
        path.count > base ? "'\(path[base...].joined(separator: "."))'" : ""
    }

    /// Reports that `node` cannot be used.
    public mutating func error(_ message: String, at node: ConfigNode, fix: String? = nil) {
        failures += 1
        report(.error, message, position: node.position, fix: fix)
    }

    /// Reports that `node` is probably not what was meant.
    public mutating func warning(_ message: String, at node: ConfigNode, fix: String? = nil) {
        report(.warning, message, position: node.position, fix: fix)
    }

    /// Reports, in upstream's words, that `node` is not of the type `expected`.
    public mutating func mismatch(_ node: ConfigNode, expected: String, fix: String? = nil) {
        let subject = name.isEmpty ? "" : "\(name) "
        error("\(subject)expected type '\(expected)', got unconvertible type '\(node.typeName)'", at: node, fix: fix)
    }

    /// Notes that `node` names the `target` called `id`, and what to report where there is none.
    public mutating func refers(
        to target: ConfigReference.Target,
        _ id: String,
        orElse notFound: String,
        at node: ConfigNode
    ) {
        references.append(
            ConfigReference(target: target, id: id, notFound: notFound, path: path, position: node.position ?? position)
        )
    }

    /// Calls `body` for the value `node` under `key`.
    public mutating func inside<Result>(
        _ key: String,
        _ node: ConfigNode,
        _ body: (inout DecodingContext) -> Result
    ) -> Result {
        let outer = position
        path.append(key)
        position = node.position ?? outer
        defer {
            path.removeLast()
            position = outer
        }
        return body(&self)
    }

    /// Reports that a value breaks its setting's constraint; counts as a failure, so that the block is not judged by it.
    mutating func violation(_ message: String, at node: ConfigNode, in path: [String]) {
        failures += 1
        report(.error, message, stage: .validation, position: node.position, in: path, fix: nil)
    }

    /// Takes over what decoding on the side has found.
    mutating func record(_ diagnostic: ConfigDiagnostic) {
        if diagnostic.severity == .error { failures += 1 }
        diagnostics.append(diagnostic)
    }

    mutating func report(
        _ severity: ConfigDiagnostic.Severity,
        _ message: String,
        stage: ConfigDiagnostic.Stage = .decoding,
        position: SourcePosition?,
        in path: [String]? = nil,
        fix: String?
    ) {
        diagnostics.append(
            ConfigDiagnostic(
                severity,
                message,
                stage: stage,
                position: position ?? self.position,
                path: path ?? self.path,
                fix: fix
            )
        )
    }
}
