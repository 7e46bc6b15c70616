import CollectorAPI
import CollectorTestKit
import ExporterKit
import Pdata
import Testing

@Suite("Sending in parts", .timeLimit(.minutes(5))) struct SendingInPartsTests {
    /// An exporter that sends one item of three an attempt, and what stands around it.
    private struct Piecemeal {
        let exporter: SendingExporter<Logs>
        let clock = TestClock()
        let metrics = MetricRegistry()
        let log = RecordingLogSink()
        let sent = Lock<[Int]>([])

        init(maxElapsedTime: Duration) {
            var retry = RetrySettings()
            retry.initialInterval = .seconds(1)
            retry.randomizationFactor = 0
            retry.multiplier = 1
            retry.maxElapsedTime = maxElapsedTime
            let sent = sent
            exporter = SendingExporter(
                .test("sample", kind: .exporter, log: log, metrics: metrics),
                retry: .some(retry),
                transfer: { logs in
                    let next = Lock(0)
                    return { () throws(ConsumeError) in
                        let done = next.withLock { part in
                            part += 1
                            return part
                        }
                        sent.withLock { $0.append(done) }
                        guard done < logs.itemCount else { return nil }
                        var error = ConsumeError.retryable("\(logs.itemCount - done) to go")
                        error.acceptedItems = done
                        throw error
                    }
                }
            )
        }

        func value(_ name: String) -> Double? {
            metrics.snapshot().first { $0.name == name }?.samples.first?.value
        }

        func endPause() async {
            await clock.waitForSleepers()
            clock.advance(by: .seconds(1))
        }
    }

    @Test("each value has attempts of its own, which go on where they ended")
    func goingOn() async throws {
        let there = Piecemeal(maxElapsedTime: .seconds(60))
        try await there.exporter.start(TestHost(clock: there.clock))
        for _ in 1...2 {
            async let sending: Void = there.exporter.consume(.sample(3))
            await there.endPause()
            await there.endPause()
            try await sending
        }
        #expect(there.sent.withLock { $0 } == [1, 2, 3, 1, 2, 3])
        #expect(there.value("exporter_sent_log_records") == 6)
        #expect(there.value("exporter_send_failed_log_records") == 0)
        try await there.exporter.shutdown()
    }

    @Test("what was accepted counts as sent when the rest is given up")
    func givingUp() async throws {
        let there = Piecemeal(maxElapsedTime: .milliseconds(1500))
        try await there.exporter.start(TestHost(clock: there.clock))
        let sending = Task { try await there.exporter.consume(.sample(3)) }
        await there.endPause()
        await #expect(throws: ConsumeError.self) { try await sending.value }
        #expect(there.value("exporter_sent_log_records") == 2)
        #expect(there.value("exporter_send_failed_log_records") == 1)
        let line = there.log.lines.first { $0.message == "Exporting failed. Rejecting data." }
        #expect(line?["rejected_items"] == 1)
        try await there.exporter.shutdown()
    }
}
