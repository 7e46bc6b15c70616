import CollectorAPI
import CollectorConfig
import CollectorTestKit
import NopReceiver
import Pdata
import Testing

struct NopReceiverTests {
    @Test func startsAndStopsWithoutAnOutput() async throws {
        let outputs = RecordingOutputs()
        let host = TestHost()
        let receiver = try NopReceiverFactory().receiver(
            NopReceiverConfig(),
            .test("nop", kind: .receiver),
            outputs.receiver()
        )
        try await receiver.start(host)
        try await receiver.shutdown()
        #expect(host.runningTasks == 0)
        #expect(outputs.traces.attempts + outputs.metrics.attempts == 0)
        #expect(outputs.logs.attempts + outputs.profiles.attempts == 0)
    }

    @Test func servesEverySignal() {
        #expect(Set(NopReceiverFactory().stability.keys) == Set(Signal.allCases))
    }

    @Test(arguments: ["", "{}", "null"]) func nothingIsItsConfiguration(_ yaml: String) throws {
        _ = try NopReceiverConfig.decode(yaml: yaml)
    }

    @Test func anyKeyIsAnError() {
        let error = #expect(throws: ConfigErrors.self) { try NopReceiverConfig.decode(yaml: "a: 1") }
        #expect(error?.description.contains("has invalid keys: a") == true)
    }
}
