import CollectorAPI
import CollectorTestKit
import ExporterKit
import Pdata
import Testing

@Suite("Sending queue", .timeLimit(.minutes(5))) struct SendingQueueTests {
    private static let away = ConsumeError.retryable("the backend is away", status: .unavailable)

    @Test("a caller is answered when the queue has its data, and the data arrives")
    func answersEarly() async throws {
        let gate = Gate()
        let there = Destination<Traces>(queue: "{}") { _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        #expect(await there.send(5).value == nil)
        await gate.wait()
        #expect(there.received.itemCount == 0)
        #expect(there.value("exporter_queue_size") == 1)
        #expect(there.value("exporter_queue_capacity") == 1000)
        #expect(there.value("exporter_in_flight_requests") == 1)
        gate.open()
        await there.received.wait(items: 5)
        try await there.exporter.shutdown()
        #expect(there.value("exporter_sent_spans") == 5)
        #expect(there.value("exporter_queue_size") == 0)
        #expect(there.value("exporter_in_flight_requests") == 0)
        await there.host.waitUntilIdle()
    }

    @Test("no more requests are sent at a time than consumers are allowed")
    func consumers() async throws {
        let gate = Gate()
        let there = Destination<Logs>(queue: "{num_consumers: 2}") { _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        for count in 1...6 { #expect(await there.send(count).value == nil) }
        await gate.wait(forWaiting: 2)
        #expect(there.value("exporter_in_flight_requests") == 2)
        #expect(gate.waitingCount == 2)
        gate.open()
        await there.received.wait(calls: 6)
        #expect(there.received.itemCount == 21)
        try await there.exporter.shutdown()
    }

    @Test(
        "a full queue refuses, and tells when to come again",
        arguments: [
            "{queue_size: 2}", "{queue_size: 7, sizer: items}",
            "{queue_size: \(2 * Traces.sample(3).byteCount + 1), sizer: bytes}",
        ]
    )
    func full(queue: String) async throws {
        let taken = 2
        let gate = Gate()
        let there = Destination<Traces>(queue: queue) { _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        for _ in 0..<taken { #expect(await there.send(3).value == nil) }
        let error = try #require(await there.send(3).value)
        #expect(error.message == "sending queue is full")
        #expect(error.disposition == .retryable(after: .seconds(1)))
        #expect(there.value("exporter_enqueue_failed_spans") == 3)
        gate.open()
        await there.received.wait(calls: taken)
        try await there.exporter.shutdown()
        #expect(there.value("exporter_sent_spans") == Double(3 * taken))
    }

    @Test("what is larger than the whole queue is refused for good")
    func tooLarge() async throws {
        let there = Destination<Traces>(queue: "{queue_size: 7, sizer: items}") { _ throws(ConsumeError) in nil }
        try await there.exporter.start(there.host)
        let error = await there.send(8).value
        #expect(error?.isPermanent == true)
        #expect(error?.message == "element size too large")
        try await there.exporter.shutdown()
    }

    @Test("a full queue that blocks lets callers wait, in order, until there is room")
    func blocks() async throws {
        let gate = Gate()
        let there = Destination<Traces>(queue: "{queue_size: 1, num_consumers: 1, block_on_overflow: true}") {
            _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        let sends = (1...4).map { there.send($0) }
        await gate.wait()
        gate.open()
        for send in sends { #expect(await send.value == nil) }
        await there.received.wait(calls: 4)
        #expect(there.received.itemCount == 10)
        try await there.exporter.shutdown()
    }

    @Test("a caller that gives up stops waiting for room; shutdown refuses those who still wait")
    func blockedCallers() async throws {
        let gate = Gate()
        let there = Destination<Traces>(queue: "{queue_size: 1, num_consumers: 1, block_on_overflow: true}") {
            _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        #expect(await there.send().value == nil)
        await gate.wait()
        let impatient = there.send()
        impatient.cancel()
        #expect(await impatient.value?.isPermanent == false)
        let waiting = there.send()
        let stopping = Task { try await there.exporter.shutdown() }
        #expect(await waiting.value?.isPermanent == false)
        gate.open()
        try await stopping.value
        #expect(there.received.itemCount == 3)
    }

    @Test("a caller that waits for the result hears it")
    func waitsForResult() async throws {
        let there = Destination<Traces>(queue: "{wait_for_result: true}") { attempt throws(ConsumeError) in
            guard attempt > 1 else { throw .permanent("no", status: .invalidArgument) }
            return nil
        }
        try await there.exporter.start(there.host)
        let error = await there.send(2).value
        #expect(error?.isPermanent == true)
        #expect(error?.status == .invalidArgument)
        #expect(await there.send(3).value == nil)
        #expect(there.received.itemCount == 3)
        try await there.exporter.shutdown()
    }

    @Test("what fails for now is sent again, and the caller does not wait")
    func retries() async throws {
        let there = Destination<Metrics>(queue: "{}") { attempt throws(ConsumeError) in
            guard attempt > 2 else { throw Self.away }
            return nil
        }
        try await there.exporter.start(there.host)
        #expect(await there.send().value == nil)
        for pause in [1, 2] {
            await there.clock.waitForSleepers()
            there.clock.advance(by: .seconds(pause))
        }
        await there.received.wait(items: 3)
        try await there.exporter.shutdown()
        #expect(there.value("exporter_sent_metric_points") == 3)
        #expect(there.value("exporter_send_failed_metric_points") == 0)
    }

    @Test("what is given up is counted and logged, once")
    func givenUp() async throws {
        let there = Destination<Traces>(queue: "{}", { $0.maxElapsedTime = .milliseconds(1) }) {
            _ throws(ConsumeError) in throw Self.away
        }
        try await there.exporter.start(there.host)
        #expect(await there.send(4).value == nil)
        let line = await there.log.wait(for: "Exporting failed. Dropping data.")
        #expect(line["dropped_items"] == 4)
        #expect(line["error"] == "no more retries left: the backend is away")
        try await there.exporter.shutdown()
        #expect(there.value("exporter_send_failed_spans") == 4)
        #expect(there.log.lines.filter { $0.level == .error }.count == 1)
    }

    @Test("without retries there is one attempt, then the data is dropped, counted and logged")
    func noRetries() async throws {
        let there = Destination<Traces>(queue: "{}", retries: false) { _ throws(ConsumeError) in throw Self.away }
        try await there.exporter.start(there.host)
        #expect(await there.send(4).value == nil)
        await there.log.wait(
            for: "Exporting failed. Dropping data. "
                + "Try enabling retry_on_failure config option to retry on retryable errors."
        )
        try await there.exporter.shutdown()
        #expect(there.value("exporter_send_failed_spans") == 4)
    }

    @Test("where the user turned the queue off, what fails for now names it; what fails for good does not")
    func hintOfQueue() async throws {
        let there = Destination<Traces>(
            queueIsOff: true,
            { $0.maxElapsedTime = .milliseconds(1) },
            answer: { attempt throws(ConsumeError) in throw attempt == 1 ? Self.away : .permanent("no") }
        )
        try await there.exporter.start(there.host)
        #expect(await there.send(1).value != nil)
        #expect(await there.send(1).value != nil)
        try await there.exporter.shutdown()
        #expect(
            there.log.messages == [
                "Exporting failed. Rejecting data. Try enabling sending_queue to survive temporary failures.",
                "Exporting failed. Dropping data.",
            ]
        )
    }

    @Test("when requests that were joined before are refused for good, only the offender is lost")
    func offender() async throws {
        let there = Refusing<Traces>(queue: "{}") { $0.itemCount == 2 || $0.segments.count > 1 }
        try await there.exporter.start(there.host)
        try await there.exporter.consume(Traces(joining: [.sample(1), .sample(2), .sample(3)]))
        await there.received.wait(calls: 2)
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [1, 3])
        #expect(there.log.messages.contains("A batch was refused for good. Sending the requests in it one by one."))
        let dropped = there.log.lines.filter { $0.message == "Exporting failed. Dropping data." }
        #expect(dropped.map { $0["dropped_items"] } == [2])
    }

    @Test("shutdown gives everything one attempt, and reports what is lost")
    func shutdown() async throws {
        let gate = Gate()
        let there = Destination<Traces>(queue: "{num_consumers: 1}") { attempt throws(ConsumeError) in
            await gate.pass()
            guard attempt != 2 else { throw .permanent("no") }
            return nil
        }
        try await there.exporter.start(there.host)
        for count in 1...3 { #expect(await there.send(count).value == nil) }
        await gate.wait()
        let stopping = Task { try await there.exporter.shutdown() }
        gate.open()
        try await stopping.value
        #expect(there.received.itemCount == 4)
        #expect(there.value("exporter_sent_spans") == 4)
        #expect(there.value("exporter_send_failed_spans") == 2)
        #expect(there.stops.withLock { $0 } == 1)
        #expect(await there.send().value?.isPermanent == false)
    }

    @Test("shutdown that runs out of time reports what waits")
    func outOfTime() async throws {
        let gate = Gate()
        let there = Destination<Traces>(queue: "{num_consumers: 1}", stopping: gate) { _ throws(ConsumeError) in
            await gate.pass()
            throw Self.away
        }
        try await there.exporter.start(there.host)
        for count in 1...3 { #expect(await there.send(count).value == nil) }
        await gate.wait()
        let stopping = Task { try await there.exporter.shutdown() }
        stopping.cancel()
        try await stopping.value
        #expect(there.value("exporter_send_failed_spans") == 6)
        #expect(there.value("exporter_sent_spans") == 0)
        await there.host.waitUntilIdle()
    }
}

/// An exporter whose destination refuses for good what a test says.
private struct Refusing<Data: SampleTelemetry>: Sendable {
    let exporter: SendingExporter<Data>
    let received = RecordingConsumer<Data>()
    let log = RecordingLogSink()
    let host = TestHost()

    init(queue: String, _ refuses: @escaping @Sendable (Data) -> Bool) {
        let received = received
        exporter = SendingExporter(
            .test("sample", name: "x", kind: .exporter, log: log),
            queue: .some(Destination<Data>.queue(queue)),
            retry: .absent,
            attempt: { data throws(ConsumeError) in
                guard !refuses(data) else { throw .permanent("no") }
                do {
                    try await received.consume(data)
                } catch {
                    throw ConsumeError(error)
                }
                return nil
            }
        )
    }
}
