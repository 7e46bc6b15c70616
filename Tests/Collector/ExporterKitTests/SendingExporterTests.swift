import CollectorAPI
import CollectorTestKit
import ExporterKit
import Pdata
import Testing

@Suite("Sending exporter", .timeLimit(.minutes(5))) struct SendingExporterTests {
    private static let away = ConsumeError.retryable("the backend is away", status: .unavailable)

    @Test("what is accepted at once is counted as sent")
    func success() async throws {
        let there = Destination<Traces>(attributes: ["server.address": "a"]) { _ throws(ConsumeError) in nil }
        try await there.exporter.start(there.host)
        #expect(await there.send(5).value == nil)
        #expect(there.received.itemCount == 5)
        #expect(there.value("exporter_sent_spans") == 5)
        #expect(there.value("exporter_send_failed_spans") == 0)
        #expect(there.value("exporter_in_flight_requests") == 0)
        let attributes = there.metrics.snapshot().first { $0.name == "exporter_sent_spans" }?.samples[0].attributes
        #expect(attributes?.map(\.name) == ["exporter", "server.address"])
        #expect(there.log.lines.isEmpty)
        try await there.exporter.shutdown()
        #expect(there.stops.withLock { $0 } == 1)
    }

    @Test("a request without items is not sent")
    func empty() async throws {
        let there = Destination<Logs> { _ throws(ConsumeError) in throw .permanent("never called") }
        try await there.exporter.start(there.host)
        #expect(await there.send(0).value == nil)
        try await there.exporter.shutdown()
    }

    @Test("what fails for now is sent again, after pauses that grow")
    func retries() async throws {
        let there = Destination<Metrics> { attempt throws(ConsumeError) in
            guard attempt > 3 else { throw Self.away }
            return nil
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        for pause in [1, 2, 4] {
            await there.clock.waitForSleepers()
            #expect(there.value("exporter_in_flight_requests") == 1)
            there.clock.advance(by: .seconds(pause))
        }
        #expect(await sending.value == nil)
        #expect(there.retries.map { $0["interval"] } == ["1s", "2s", "4s"])
        #expect(there.retries.allSatisfy { $0.level == .info && $0["error"] == "the backend is away" })
        #expect(there.value("exporter_sent_metric_points") == 3)
        #expect(there.value("exporter_send_failed_metric_points") == 0)
        try await there.exporter.shutdown()
        await there.host.waitUntilIdle()
    }

    @Test("the destination's own delay is kept when it is longer")
    func throttle() async throws {
        let there = Destination<Logs> { attempt throws(ConsumeError) in
            switch attempt {
            case 1: throw .retryable("slow down", after: .seconds(7))
            case 2: throw .retryable("slow down", after: .milliseconds(1))
            default: return nil
            }
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        await there.clock.waitForSleepers()
        there.clock.advance(by: .seconds(7))
        await there.clock.waitForSleepers()
        there.clock.advance(by: .seconds(2))
        #expect(await sending.value == nil)
        #expect(there.retries.map { $0["interval"] } == ["7s", "2s"])
        #expect(there.retries.first?["error"] == "Throttle (7s), error: slow down")
        try await there.exporter.shutdown()
    }

    @Test("what fails for good is not sent again")
    func permanent() async throws {
        let there = Destination<Traces> { _ throws(ConsumeError) in throw .permanent("no", status: .invalidArgument) }
        try await there.exporter.start(there.host)
        let error = await there.send(4).value
        #expect(error?.isPermanent == true)
        #expect(error?.status == .invalidArgument)
        let line = await there.log.wait(for: "Exporting failed. Dropping data.")
        #expect(line.level == .error)
        #expect(line["error"] == "not retryable error: Permanent error: no")
        #expect(line["dropped_items"] == 4)
        #expect(there.retries.isEmpty)
        #expect(there.value("exporter_send_failed_spans") == 4)
        #expect(there.value("exporter_sent_spans") == 0)
        try await there.exporter.shutdown()
    }

    @Test("the longest time of all attempts bounds them, and the caller keeps its data")
    func elapsed() async throws {
        let there = Destination<Traces>({ $0.maxElapsedTime = .seconds(4) }) { _ throws(ConsumeError) in throw Self.away
        }
        try await there.exporter.start(there.host)
        let sending = there.send(2)
        for pause in [1, 2] {
            await there.clock.waitForSleepers()
            there.clock.advance(by: .seconds(pause))
        }
        let error = await sending.value
        #expect(error?.isPermanent == false)
        #expect(error?.status == .unavailable)
        #expect(error?.message == "no more retries left: the backend is away")
        #expect(error?.isGivenUp == true)
        #expect(there.log.lines.last?["rejected_items"] == 2)
        #expect(there.value("exporter_send_failed_spans") == 2)
        try await there.exporter.shutdown()
    }

    @Test("a delay beyond the longest time ends the request at once")
    func throttleBeyond() async throws {
        let there = Destination<Traces> { _ throws(ConsumeError) in throw .retryable("later", after: .seconds(301)) }
        try await there.exporter.start(there.host)
        let error = await there.send().value
        #expect(error?.disposition == .retryable(after: .seconds(301)))
        #expect(error?.message == "no more retries left: later")
        try await there.exporter.shutdown()
    }

    @Test("without a longest time attempts go on")
    func forever() async throws {
        let there = Destination<Traces>({ $0.maxElapsedTime = .zero }) { attempt throws(ConsumeError) in
            guard attempt > 20 else { throw Self.away }
            return nil
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        for _ in 1...20 {
            await there.clock.waitForSleepers()
            there.clock.advance(by: .seconds(3600))
        }
        #expect(await sending.value == nil)
        try await there.exporter.shutdown()
    }

    @Test("without retries the first failure is the caller's")
    func noRetries() async throws {
        let there = Destination<Profiles>(retries: false) { _ throws(ConsumeError) in throw Self.away }
        try await there.exporter.start(there.host)
        let error = await there.send(3).value
        #expect(error?.message == "the backend is away")
        #expect(error?.isPermanent == false)
        #expect(there.log.messages.count == 1)
        #expect(there.log.messages[0].hasPrefix("Exporting failed. Rejecting data. "))
        #expect(there.value("exporter_send_failed_profile_samples") == 3)
        try await there.exporter.shutdown()
    }

    @Test("what the destination rejected counts as failed, and is warned of")
    func partialSuccess() async throws {
        let there = Destination<Logs> { _ throws(ConsumeError) in PartialSuccess(rejected: 2, message: "too old") }
        try await there.exporter.start(there.host)
        #expect(await there.send(5).value == nil)
        #expect(there.value("exporter_sent_log_records") == 3)
        #expect(there.value("exporter_send_failed_log_records") == 2)
        let line = await there.log.wait(for: "Partial success response")
        #expect(line.level == .warn)
        #expect(line["message"] == "too old")
        #expect(line["dropped_log_records"] == 2)
        try await there.exporter.shutdown()
    }

    @Test("a destination that rejects more than it got rejects all")
    func partialSuccessBeyond() async throws {
        let there = Destination<Traces> { _ throws(ConsumeError) in PartialSuccess(rejected: .max, message: "") }
        try await there.exporter.start(there.host)
        #expect(await there.send(5).value == nil)
        #expect(there.value("exporter_sent_spans") == 0)
        #expect(there.value("exporter_send_failed_spans") == 5)
        try await there.exporter.shutdown()
    }

    @Test("shutdown ends pauses, and the callers keep their data")
    func shutdownDuringPauses() async throws {
        let there = Destination<Traces> { _ throws(ConsumeError) in throw Self.away }
        try await there.exporter.start(there.host)
        let sending = (0..<3).map { _ in there.send() }
        await there.clock.waitForSleepers(3)
        try await there.exporter.shutdown()
        for task in sending {
            let error = await task.value
            #expect(error?.isPermanent == false)
            #expect(error?.message == "interrupted due to shutdown: the backend is away")
        }
        #expect(there.host.runningTasks == 0)
        #expect(there.stops.withLock { $0 } == 1)
        #expect(there.value("exporter_in_flight_requests") == 0)
    }

    @Test("shutdown gives what is in a pause a last attempt")
    func lastAttempt() async throws {
        let attempts = Lock(0)
        let there = Destination<Traces> { _ throws(ConsumeError) in
            let number = attempts.withLock { attempts in
                attempts += 1
                return attempts
            }
            guard number > 1 else { throw Self.away }
            return nil
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        await there.clock.waitForSleepers()
        try await there.exporter.shutdown()
        #expect(await sending.value == nil)
        #expect(attempts.withLock { $0 } == 2)
    }

    @Test("shutdown lets an attempt under way end")
    func shutdownDuringAttempt() async throws {
        let gate = Gate()
        let there = Destination<Traces> { _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        await gate.wait()
        let stopping = Task { try await there.exporter.shutdown() }
        gate.open()
        #expect(await sending.value == nil)
        try await stopping.value
        #expect(there.value("exporter_sent_spans") == 3)
    }

    @Test("shutdown that runs out of time closes the way to the destination under an attempt")
    func shutdownOutOfTime() async throws {
        let gate = Gate()
        let there = Destination<Traces> { _ throws(ConsumeError) in
            await gate.pass()
            throw Self.away
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        await gate.wait()
        let stopping = Task { try await there.exporter.shutdown() }
        stopping.cancel()
        try await stopping.value
        #expect(there.stops.withLock { $0 } == 1)
        gate.open()
        #expect(await sending.value?.message == "interrupted due to shutdown: the backend is away")
    }

    @Test("an attempt that this side cancels is not the destination's answer", arguments: [true, false])
    func cancelledAttempt(retries: Bool) async throws {
        let gate = Gate()
        let there = Destination<Traces>(retries: retries) { _ throws(ConsumeError) in
            await gate.pass()
            throw .retryable("context canceled", status: .cancelled)
        }
        try await there.exporter.start(there.host)
        let sending = there.send()
        await gate.wait()
        sending.cancel()
        gate.open()
        let error = await sending.value
        #expect(error?.isPermanent == false)
        #expect(error?.status == nil)
        try await there.exporter.shutdown()
    }

    @Test("a caller that gives up ends its request")
    func cancellation() async throws {
        let there = Destination<Traces> { _ throws(ConsumeError) in throw Self.away }
        try await there.exporter.start(there.host)
        let sending = there.send()
        await there.clock.waitForSleepers()
        sending.cancel()
        #expect(await sending.value?.message == "request is cancelled or timed out: the backend is away")
        try await there.exporter.shutdown()
        #expect(there.host.runningTasks == 0)
    }

    @Test("before start and after shutdown nothing is taken")
    func notRunning() async throws {
        let there = Destination<Traces> { _ throws(ConsumeError) in nil }
        #expect(await there.send().value?.isPermanent == false)
        try await there.exporter.start(there.host)
        try await there.exporter.shutdown()
        #expect(await there.send().value?.isPermanent == false)
        #expect(there.received.attempts == 0)
    }

    @Test("an exporter's product name is fit for a header")
    func userAgent() {
        let build = BuildInfo(command: "c", description: "Möbel\r\nCollector", version: "1.2")
        #expect(build.userAgent.hasPrefix("M?bel??Collector/1.2 ("))
    }
}
