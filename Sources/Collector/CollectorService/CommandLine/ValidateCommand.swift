internal import CollectorAPI

/// Checks a configuration: resolves, decodes and validates it, and creates its components without starting any.
struct ValidateCommand {
    let loader: ConfigurationLoader

    /// - Throws: everything that is wrong. Warnings go to standard error.
    func run() throws(ServiceError) {
        let loader = loader
        let loaded = try waiting { () async throws(ServiceError) in try await loader.load() }
        for warning in loaded.warnings { StandardStreams.error("\(warning)\n") }
        let contexts = ContextFactory(
            build: loader.distribution.build,
            logger: Logger(NoLog()),
            metrics: MetricRegistry()
        )
        _ = try GraphBuilder.build(loaded.plan, contexts)
        _ = try Service.makeExtensions(loaded.configuration, contexts)
    }
}

/// Where nobody reads.
private struct NoLog: LogSink {
    func isEnabled(_ level: LogLevel) -> Bool { false }
    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {}
}
