import CollectorConfig
import DebugExporter
import Testing

@Suite struct DebugSettingsTests {
    @Test func hasUpstreamsDefaults() throws {
        let settings = try DebugSettings.decode(yaml: "")
        #expect(settings.verbosity == .basic)
        #expect(settings.samplingInitial == 2)
        #expect(settings.samplingThereafter == 1)
        #expect(settings.usesInternalLogger)
        #expect(settings.outputPaths == nil)
        #expect(!settings.queue.isEnabled)
    }

    @Test func verbosityMayBeWrittenInAnyCase() throws {
        #expect(try DebugSettings.decode(yaml: "verbosity: Detailed").verbosity == .detailed)
    }

    @Test(arguments: [
        ("verbosity: detaild", "did you mean 'detailed'? allowed: basic, normal, detailed"),
        ("verbosity: none", "\"none\" is not supported"),
        ("loglevel: debug", "loglevel"),
        ("sampling_initial: -1", "must be at least 0"),
        ("sampling_thereafter: -1", "must be at least 0"),
        ("output_paths: [stderr]", "output_paths is not supported when use_internal_logger is true"),
        (
            "{use_internal_logger: false, output_paths: []}",
            "output_paths must not be empty when use_internal_logger is false"
        ),
        ("sending_queue: {num_consumers: 0}", "`num_consumers` must be positive"),
    ])
    func refuses(yaml: String, message: String) {
        let error = #expect(throws: ConfigErrors.self) { try DebugSettings.decode(yaml: yaml) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(message))
    }

    @Test func aQueueIsOnWhenItIsWritten() throws {
        #expect(try !DebugSettings.decode(yaml: "sending_queue: {enabled: false}").queue.isEnabled)
        #expect(try DebugSettings.decode(yaml: "sending_queue:").queue.isEnabled)
    }
}
