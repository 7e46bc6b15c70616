import CollectorAPI
import CollectorTestKit
import Pdata
import Testing

@testable import CollectorService

@Suite struct FanOutTests {
    let clock = TestClock()
    let log = RecordingLogSink()
    let metrics = MetricRegistry()

    private func fanOut(_ branches: RecordingConsumer<Traces>...) async throws -> (FanOut<Traces>, TestHost) {
        let host = TestHost(clock: clock)
        let fanOut = FanOut(
            branches.enumerated().map { .init(name: "branch \($0.offset)", consumer: $0.element) },
            name: "traces",
            logger: log.logger,
            metrics: metrics
        )
        try await fanOut.start(host)
        return (fanOut, host)
    }

    private var dropped: Double {
        metrics.snapshot().first { $0.name == "fanout_dropped_items" }?.samples[0].value ?? 0
    }

    /// The items that each branch has yet to accept.
    private var waiting: [Double] {
        metrics.snapshot().first { $0.name == "fanout_backlog_items" }?.samples.map(\.value) ?? []
    }

    @Test func everyBranchGetsTheData() async throws {
        let (a, b) = (RecordingConsumer<Traces>(), RecordingConsumer<Traces>())
        let (fanOut, _) = try await fanOut(a, b)
        try await fanOut.consume(.sample(2))
        #expect(a.itemCount == 2)
        #expect(b.itemCount == 2)
    }

    @Test func asksForTheCompressedBytesThatAnyBranchSends() async throws {
        let (fanOut, _) = try await fanOut(RecordingConsumer(passingOn: [.gzip]), RecordingConsumer(passingOn: [.zstd]))
        #expect(fanOut.passedOnCodings == [.gzip, .zstd])
    }

    @Test func nobodyAcceptsSoTheCallerKeepsIt() async throws {
        let a = RecordingConsumer<Traces>(refusing: .retryable("full", after: .seconds(3), status: .resourceExhausted))
        let b = RecordingConsumer<Traces>(refusing: .permanent("bad"))
        let (fanOut, host) = try await fanOut(a, b)
        let error = await #expect(throws: ConsumeError.self) { try await fanOut.consume(.sample(1)) }
        #expect(error?.disposition == .retryable(after: .seconds(3)))
        #expect(error?.status == .resourceExhausted)
        #expect(error?.message == "full; bad")
        #expect(host.runningTasks == 0)
    }

    @Test func everybodyRefusesForGood() async throws {
        let a = RecordingConsumer<Traces>(refusing: .permanent("bad", status: .invalidArgument))
        let (fanOut, _) = try await fanOut(a, RecordingConsumer(refusing: .permanent("worse")))
        let error = await #expect(throws: ConsumeError.self) { try await fanOut.consume(.sample(1)) }
        #expect(error?.isPermanent == true)
        #expect(error?.status == .invalidArgument)
    }

    @Test func whoLagsGetsTheDataLaterAndOnlyThen() async throws {
        let a = RecordingConsumer<Traces>()
        let b = RecordingConsumer<Traces>(refusing: .retryable("not now"), times: 2)
        let (fanOut, host) = try await fanOut(a, b)
        let client = ClientContext(address: "10.0.0.9:1")
        try await ClientContext.$current.withValue(client) { try await fanOut.consume(.sample(4)) }
        #expect(a.itemCount == 4)
        await clock.waitForSleepers()
        #expect(waiting == [0, 4])
        clock.advance(by: .seconds(60))
        let calls = await b.wait(calls: 1)
        #expect(calls.map(\.data.itemCount) == [4])
        #expect(calls.first?.client == client)
        #expect(a.attempts == 1)
        await host.waitUntilIdle()
        #expect(dropped == 0)
        #expect(waiting == [0, 0])
    }

    @Test func takesNothingNewWhileTooMuchWaitsForOneBranch() async throws {
        let a = RecordingConsumer<Traces>()
        let (fanOut, _) = try await fanOut(a, RecordingConsumer(refusing: .retryable("down")))
        for _ in 0..<1024 { try await fanOut.consume(.sample(1)) }
        // The first one may be on its way, and one more be waiting in its place.
        let error = await #expect(throws: ConsumeError.self) {
            for _ in 0..<2 { try await fanOut.consume(.sample(1)) }
        }
        #expect(error?.isPermanent == false)
        #expect(error?.message == "branch 1 accepts too little, and too much waits for it already")
        let taken = Double(a.itemCount)
        #expect(waiting == [0, taken])
        try await fanOut.shutdown()
        #expect(dropped == taken)
        #expect(waiting == [0, 0])
    }

    @Test func refusedForGoodByOneIsCountedAndLogged() async throws {
        let a = RecordingConsumer<Traces>()
        let (fanOut, _) = try await fanOut(a, RecordingConsumer(refusing: .permanent("bad")))
        try await fanOut.consume(.sample(3))
        #expect(dropped == 3)
        #expect(log.lines.last?.level == .error)
        #expect(log.lines.last?["branch"] == "branch 1")
    }

    @Test func whatOneBranchGivesUpIsCountedAndLogged() async throws {
        var outOfTime = ConsumeError.retryable("no more retries left")
        outOfTime.isGivenUp = true
        let lagging = RecordingConsumer<Traces>(refusing: outOfTime)
        let (fanOut, host) = try await fanOut(RecordingConsumer(), lagging)
        try await fanOut.consume(.sample(3))
        #expect(lagging.attempts == 1)
        #expect(dropped == 3)
        #expect(log.messages.last == "One branch of several gave the data up. Dropping data.")
        #expect(host.runningTasks == 0)
    }

    @Test(arguments: [true, false])
    func givenUpIsWhatNoBranchTriesAgain(secondGivesUp: Bool) async throws {
        var outOfTime = ConsumeError.retryable("no more retries left")
        outOfTime.isGivenUp = true
        let second = secondGivesUp ? outOfTime : .retryable("busy")
        let (fanOut, _) = try await fanOut(
            RecordingConsumer(refusing: outOfTime),
            RecordingConsumer(refusing: second),
            RecordingConsumer(refusing: .permanent("bad"))
        )
        let error = await #expect(throws: ConsumeError.self) { try await fanOut.consume(.sample(1)) }
        #expect(error?.isPermanent == false)
        #expect(error?.isGivenUp == secondGivesUp)
    }

    @Test func whatWaitsIsBounded() async throws {
        let a = RecordingConsumer<Traces>()
        let b = RecordingConsumer<Traces>(refusing: .retryable("down"))
        let (fanOut, host) = try await fanOut(a, b)
        var accepted = 0
        while accepted < 5000, (try? await fanOut.consume(.sample(1))) != nil { accepted += 1 }
        #expect(accepted < 5000)
        let error = await #expect(throws: ConsumeError.self) { try await fanOut.consume(.sample(1)) }
        #expect(error?.isPermanent == false)
        #expect(a.itemCount == accepted)
        try await fanOut.shutdown()
        #expect(dropped == Double(accepted))
        #expect(host.runningTasks == 0)
    }

    @Test func shutdownTriesOnceMore() async throws {
        let b = RecordingConsumer<Traces>(refusing: .retryable("not now"), times: 2)
        let (fanOut, host) = try await fanOut(RecordingConsumer(), b)
        try await fanOut.consume(.sample(2))
        await clock.waitForSleepers()
        try await fanOut.shutdown()
        #expect(b.itemCount == 2)
        #expect(host.runningTasks == 0)
    }

    @Test func aSlowBranchDoesNotHoldUpTheOthers() async throws {
        let gate = Gate()
        let (slow, quick) = (RecordingConsumer<Traces>(behind: gate), RecordingConsumer<Traces>())
        let (fanOut, _) = try await fanOut(slow, quick)
        let caller = Task { try await fanOut.consume(.sample(1)) }
        await quick.wait(calls: 1)
        gate.open()
        try await caller.value
        #expect(slow.itemCount == 1)
    }
}
