internal import CollectorConfig

/// Prints a configuration with its defaults.
struct PrintConfigCommand {
    private enum Format: String, CaseIterable {
        case yaml
        case json
    }

    private enum Mode: String, CaseIterable {
        case redacted
        case unredacted
    }

    private let format: Format
    private let mode: Mode
    private let validates: Bool

    init(_ arguments: Arguments) throws(ServiceError) {
        let format = arguments.value("format") ?? Format.yaml.rawValue
        guard let known = Format(rawValue: format.lowercased()) else {
            throw ServiceError("unrecognized print format: \(format)")
        }
        let mode = arguments.value("mode") ?? Mode.redacted.rawValue
        guard let knownMode = Mode(rawValue: mode.lowercased()) else {
            throw ServiceError("invalid mode \"\(mode)\": modes are: redacted, unredacted")
        }
        self.format = known
        self.mode = knownMode
        validates = arguments.value("validate") != "false"
    }

    /// The configuration that `loader` finds, as text.
    func run(_ loader: ConfigurationLoader) throws(ServiceError) -> String {
        let validates = validates
        let configuration = try waiting { () async throws(ServiceError) in
            try await loader.decode(validating: validates)
        }
        let options = EncodingOptions(
            redacted: mode == .redacted,
            durations: format == .json ? .nanoseconds : .text
        )
        let node = configuration.encoded(options)
        return format == .json ? node.json() : node.yaml()
    }
}
