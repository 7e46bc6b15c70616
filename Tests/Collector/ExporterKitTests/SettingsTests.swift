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
            (
                "sending_queue: {sizer: item}",
                "invalid sizer: \"item\"; did you mean 'items'? allowed: requests, items, bytes"
            ),
            (
                "sending_queue: {batch: {sizer: requests}}",
                "`batch` supports only `items` or `bytes` sizer, found \"requests\"; allowed: items, bytes"
            ),
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

    @Test("a queue's defaults are upstream's")
    func queueDefaults() throws {
        let queue = try #require(try SampleSettings.decode(yaml: "sending_queue:").queue.value)
        #expect(queue.consumers == 10)
        #expect(queue.size == 1000)
        #expect(queue.sizer == .requests)
        #expect(!queue.blocksOnOverflow && !queue.waitsForResult)
        #expect(queue.storage.id == nil)
        #expect(!queue.batch.isEnabled)
        let batch = try #require(try SampleSettings.decode(yaml: "sending_queue: {batch: {}}").queue.value?.batch.value)
        #expect(batch.flushTimeout == .milliseconds(200))
        #expect(batch.minSize == 8192)
        #expect(batch.maxSize == 0)
    }

    @Test(
        "batches are measured as the queue is, where that is by bytes",
        arguments: [
            ("batch:", QueueBatchSettings.Sizer.items), ("{sizer: items, queue_size: 9000, batch: {}}", .items),
            ("{sizer: bytes, queue_size: 9000, batch: {}}", .bytes), ("{batch: {sizer: bytes}}", .bytes),
            ("{sizer: bytes, batch: {sizer: items}}", .items),
        ]
    )
    func batchSizer(yaml: String, sizer: QueueBatchSettings.Sizer) throws {
        #expect(try QueueSettings.decode(yaml: yaml).batchSizer == sizer)
    }

    @Test(
        "a queue that cannot work is refused",
        arguments: [
            ("num_consumers: 0", "`num_consumers` must be positive"),
            ("queue_size: 0", "`queue_size` must be positive"),
            (
                "{wait_for_result: true, storage: file_storage}",
                "`wait_for_result` is not supported with a persistent queue configured with `storage`"
            ),
            ("storage: /x", "the part before / should not be empty"),
            ("{sizer: items, batch: {}}", "`min_size` must be less than or equal to `queue_size`"),
            ("batch: {flush_timeout: 0s}", "`flush_timeout` must be positive"),
            ("batch: {min_size: -1}", "`min_size` must be non-negative"),
            ("batch: {max_size: -1}", "`max_size` must be non-negative"),
            ("batch: {max_size: 10}", "`max_size` (10) must be greater or equal to `min_size` (8192)"),
            ("batch: {sizer: requests}", "items, bytes"),
            (
                "batch: {partition: {metadata_keys: [Tenant, tenant]}}",
                "duplicate entry in metadata_keys: \"tenant\" (case-insensitive)"
            ),
        ]
    )
    func refusesQueue(yaml: String, message: String) {
        let text = errors("sending_queue: " + (yaml.hasPrefix("{") ? yaml : "{\(yaml)}"))
        #expect(text.contains(message), "\(text)")
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
