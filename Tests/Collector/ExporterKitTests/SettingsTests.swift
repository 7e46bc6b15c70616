import CollectorConfig
import Testing

@testable import ExporterKit

/// An exporter's settings, as far as the kit makes them.
private struct SampleSettings: Settings {
    var timeout = TimeoutSettings()
    var retry = Section<RetrySettings>.some(RetrySettings())
    var queue = Section<QueueSettings>.absent

    static let fields: [Setting<Self>] = [
        .embedded(\.timeout),
        Setting("retry_on_failure", \.retry, "Retries."),
        Setting("sending_queue", \.queue, "The queue."),
    ]
}

@Suite("Settings of exporters") struct SettingsTests {
    private func errors(_ yaml: String) -> String {
        do throws(ConfigErrors) {
            _ = try SampleSettings.decode(yaml: yaml)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("the defaults are upstream's")
    func defaults() throws {
        let settings = try SampleSettings.decode(yaml: "{}")
        let retry = try #require(settings.retry.value)
        #expect(settings.timeout.limit == .seconds(5))
        #expect(retry.initialInterval == .seconds(5))
        #expect(retry.randomizationFactor == 0.5)
        #expect(retry.multiplier == 1.5)
        #expect(retry.maxInterval == .seconds(30))
        #expect(retry.maxElapsedTime == .seconds(300))
        #expect(!settings.queue.isEnabled)
    }

    @Test("every key is declared well")
    func declarations() {
        #expect(RetrySettings.declarationProblems() == [])
        #expect(TimeoutSettings.declarationProblems() == [])
        #expect(QueueSettings.declarationProblems() == [])
        #expect(QueueBatchSettings.declarationProblems() == [])
    }

    @Test("retrying and the timeout can be turned off")
    func off() throws {
        let settings = try SampleSettings.decode(
            yaml: "{timeout: 0s, retry_on_failure: {enabled: false, max_interval: 1s}}"
        )
        #expect(settings.timeout.limit == nil)
        #expect(!settings.retry.isEnabled)
    }

    @Test(
        "settings that cannot work are refused",
        arguments: [
            ("timeout: -1s", "'timeout' must be non-negative"),
            ("retry_on_failure: {initial_interval: -1s}", "initial_interval value must be greater than or equal to 0"),
            ("retry_on_failure: {max_interval: -1s}", "max_interval value must be greater than or equal to 0"),
            ("retry_on_failure: {max_elapsed_time: -1s}", "max_elapsed_time value must be greater than or equal to 0"),
            ("retry_on_failure: {multiplier: -1}", "multiplier value must be greater than or equal to 0"),
            ("retry_on_failure: {multiplier: .nan}", "multiplier value must be greater than or equal to 0"),
            (
                "retry_on_failure: {randomization_factor: -0.1}",
                "randomization_factor value must be greater than or equal to 0"
            ),
            (
                "retry_on_failure: {randomization_factor: 1.1}",
                "randomization_factor value must be less than or equal to 1"
            ),
            ("retry_on_failure: {max_elapsed_time: 1s}", "'max_elapsed_time' must not be less than 'initial_interval'"),
            ("retry_on_failure: {max_elapsed_time: 10s}", "'max_elapsed_time' must not be less than 'max_interval'"),
            ("retry_on_failure: {initial: 1s}", "initial_interval"),
        ]
    )
    func refuses(yaml: String, message: String) {
        #expect(errors(yaml).contains(message))
    }

    @Test(
        "a queue that is off is accepted",
        arguments: [
            "{}", "sending_queue: {enabled: false}",
            "sending_queue: {enabled: false, num_consumers: 4, queue_size: 100, storage: file_storage, sizer: items}",
            "sending_queue: {enabled: false, batch: {min_size: 10, sizer: bytes, partition: {metadata_keys: [a]}}}",
        ]
    )
    func queueOff(yaml: String) throws {
        #expect(try !SampleSettings.decode(yaml: yaml).queue.isEnabled)
    }

    @Test(
        "a queue that is on is refused, with the way out",
        arguments: [
            "sending_queue:", "sending_queue: {}", "sending_queue: {num_consumers: 4}",
            "sending_queue: {enabled: true, num_consumers: 10, queue_size: 5000}",
        ]
    )
    func queueOn(yaml: String) {
        let text = errors(yaml)
        #expect(text.contains("the sending queue is not available yet"))
        #expect(text.contains("write enabled: false"))
        #expect(text.contains("sending_queue"))
        #expect(text.contains(":1:"))
    }

    @Test(
        "a queue's keys and types are checked also while it is off",
        arguments: [
            ("sending_queue: {enabled: false, num_consumer: 4}", "num_consumers"),
            ("sending_queue: {enabled: false, queue_size: many}", "queue_size"),
            ("sending_queue: {enabled: false, sizer: request}", "requests"),
            ("sending_queue: {enabled: false, batch: {max_sizes: 1}}", "max_size"),
        ]
    )
    func queueTypes(yaml: String, message: String) {
        #expect(errors(yaml).contains(message))
    }
}
