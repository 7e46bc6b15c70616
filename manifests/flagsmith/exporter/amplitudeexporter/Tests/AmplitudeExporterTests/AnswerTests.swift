import CollectorAPI
import CollectorNet
import CollectorTestKit
import Pdata
import Testing

@testable import AmplitudeExporter

@Suite("Answers", .timeLimit(.minutes(5))) struct AnswerTests {
    @Test("200 is success, and the request is what the API wants")
    func success() async throws {
        let amplitude = Amplitude { _, _ in Amplitude.success }
        try await Fixture.with(amplitude) { fixture in
            #expect(await fixture.send(Samples.events(3)).value == nil)
            #expect(fixture.counts == [3, 0])
        }
        let request = try #require(amplitude.requests.first)
        #expect(request.numbers == [0, 1, 2])
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["content-encoding"] == nil)
        #expect(request.headers["user-agent"]?.hasPrefix("Collector under test/0.0.0 (") == true)
        #expect(request.body.text.hasPrefix(#"{"api_key":"hunter2","events":[{"event_type":"flag.updated","#))
    }

    @Test("no request is made when the allowlist keeps everything back")
    func nothing() async throws {
        let amplitude = Amplitude { _, _ in Amplitude.success }
        try await Fixture.with(amplitude, "events: [\"feature_lifecycle.*\"]") { fixture in
            #expect(await fixture.send(Samples.events(3)).value == nil)
            #expect(fixture.counts == [3, 0])
        }
        #expect(amplitude.numbers == [])
    }

    @Test("4,500 events go in requests that keep to the limits")
    func limits() async throws {
        let amplitude = Amplitude { _, _ in Amplitude.success }
        try await Fixture.with(amplitude) { fixture in
            #expect(await fixture.send(Samples.events(4500)).value == nil)
            #expect(await fixture.send(Samples.events(1500, filler: 1000)).value == nil)
            #expect(fixture.counts == [6000, 0])
        }
        #expect(amplitude.numbers.prefix(3).map(\.count) == [1999, 1999, 502])
        #expect(amplitude.numbers.prefix(3).flatMap(\.self) == Array(0..<4500))
        #expect(amplitude.numbers.dropFirst(3).flatMap(\.self) == Array(0..<1500))
        #expect(amplitude.numbers.count == 5)
        #expect(amplitude.requests.allSatisfy { $0.body.count < 1_000_000 })
    }

    @Test("413 halves the request, down to the event that is too large")
    func tooLarge() async throws {
        let amplitude = Amplitude { _, numbers in
            numbers.count > 2 || numbers.contains(5)
                ? Amplitude.json(413, #"{"code":413,"error":"Payload too large"}"#) : Amplitude.success
        }
        try await Fixture.with(amplitude) { fixture in
            #expect(await fixture.send(Samples.events(8)).value == nil)
            #expect(fixture.counts == [7, 1])
            let line = await fixture.log.wait(for: "Partial success response")
            #expect("\(line["message"] ?? "")".contains("(413)"))
        }
        #expect(
            amplitude.numbers == [
                Array(0..<8), [0, 1, 2, 3], [0, 1], [2, 3], [4, 5, 6, 7], [4, 5], [4], [5], [6, 7],
            ]
        )
    }

    @Test("400 drops the events that it lists, and sends the others again at once")
    func invalid() async throws {
        let amplitude = Amplitude { count, _ in
            guard count == 1 else { return Amplitude.success }
            return Amplitude.json(
                400,
                #"""
                {"code":400,"error":"Request missing required field","missing_field":"event_type",
                "events_with_invalid_fields":{"time":[3,99,-1]},"events_with_missing_fields":{"event_type":[0,3]},
                "events_with_invalid_id_lengths":{"user_id":[4]},"silenced_events":[6]}
                """#
            )
        }
        try await Fixture.with(amplitude) { fixture in
            #expect(await fixture.send(Samples.events(8)).value == nil)
            #expect(fixture.counts == [4, 4])
            let line = await fixture.log.wait(for: "Partial success response")
            #expect("\(line["message"] ?? "")".contains("Request missing required field"))
            #expect(line["dropped_log_records"] == 4)
        }
        #expect(amplitude.numbers == [Array(0..<8), [1, 2, 5, 7]])
        #expect(amplitude.requests[1].ids == [1, 2, 5, 7].map { amplitude.requests[0].ids[$0] })
    }

    @Test("400 without a list is refused for good, and the key that it repeats is not shown")
    func badKey() async throws {
        let amplitude = Amplitude { _, _ in Amplitude.json(400, #"{"code":400,"error":"Invalid API key: hunter2"}"#) }
        try await Fixture.with(amplitude) { fixture in
            let error = await fixture.send(Samples.events(3)).value
            #expect(error?.isPermanent == true)
            #expect(error?.status == .invalidArgument)
            #expect(error?.message.contains("Invalid API key: [REDACTED]") == true)
            #expect(fixture.counts == [0, 3])
        }
        #expect(amplitude.numbers.count == 1)
    }

    @Test("400 again and again ends", arguments: [true, false])
    func stubborn(listsAll: Bool) async throws {
        let amplitude = Amplitude { _, numbers in
            Amplitude.json(
                400,
                #"{"silenced_events":[\#(listsAll ? numbers.indices.map(\.description).joined(separator: ",") : "0")]}"#
            )
        }
        try await Fixture.with(amplitude) { fixture in
            #expect(await fixture.send(Samples.events(100)).value?.isPermanent == true)
            #expect(fixture.counts == [0, 100])
        }
        #expect(amplitude.numbers.count == (listsAll ? 1 : 11))
    }

    @Test("any other refusal is of everything", arguments: [302, 401, 403, 404])
    func refused(status: Int) async throws {
        let amplitude = Amplitude { count, _ in count == 1 ? Amplitude.success : Amplitude.json(status, "{}") }
        try await Fixture.with(amplitude) { fixture in
            #expect(await fixture.send(Samples.events(6000)).value == nil)
            #expect(fixture.counts == [1999, 4001])
        }
        #expect(amplitude.numbers.count == 2)
    }

    @Test("429 without a list waits as the settings say, and sends the same request again")
    func throttled() async throws {
        let amplitude = Amplitude { count, _ in
            count == 1 ? Amplitude.json(429, #"{"code":429,"error":"Too many requests"}"#) : Amplitude.success
        }
        try await Fixture.with(amplitude) { fixture in
            let sending = fixture.send(Samples.events(3))
            await fixture.endPause(.seconds(1))
            #expect(await sending.value == nil)
            #expect(fixture.counts == [3, 0])
        }
        #expect(amplitude.requests.map(\.body).count == 2)
        #expect(Set(amplitude.requests.map(\.body)).count == 1)
    }

    @Test("429 keeps back what it lists for 30 s, sends the others at once, and drops what has no quota")
    func throttledEvents() async throws {
        let amplitude = Amplitude { count, _ in
            guard count == 1 else { return Amplitude.success }
            return Amplitude.json(
                429,
                #"""
                {"code":429,"error":"Too many requests for some devices and users","eps_threshold":30,
                "throttled_users":{"org:1001":31},"throttled_devices":{},"throttled_events":[3],
                "exceeded_daily_quota_users":{"org:1004":500001},"exceeded_daily_quota_devices":{}}
                """#
            )
        }
        try await Fixture.with(amplitude) { fixture in
            let sending = fixture.send(Samples.events(6))
            await fixture.clock.waitForSleepers()
            #expect(amplitude.numbers == [Array(0..<6), [0, 2, 5]])
            let line = await fixture.log.wait(for: "Exporting failed. Will retry the request after interval.")
            #expect(line["interval"] == "30s")
            fixture.clock.advance(by: .seconds(30))
            #expect(await sending.value == nil)
            #expect(fixture.counts == [5, 1])
        }
        #expect(amplitude.numbers == [Array(0..<6), [0, 2, 5], [1, 3]])
    }

    @Test("429 says by Retry-After how long to wait")
    func retryAfter() async throws {
        let amplitude = Amplitude { count, _ in
            guard count == 1 else { return Amplitude.success }
            var answer = Amplitude.json(429, #"{"throttled_events":[0]}"#)
            answer.headers.set("retry-after", "7")
            return answer
        }
        try await Fixture.with(amplitude) { fixture in
            let sending = fixture.send(Samples.events(1))
            let line = await fixture.log.wait(for: "Exporting failed. Will retry the request after interval.")
            #expect(line["interval"] == "7s")
            await fixture.endPause(.seconds(7))
            #expect(await sending.value == nil)
        }
    }

    @Test("5xx and 408 are tried again, and what was accepted before is not sent again", arguments: [408, 500, 503])
    func away(status: Int) async throws {
        let amplitude = Amplitude { count, _ in count == 2 ? Amplitude.json(status, "oh") : Amplitude.success }
        try await Fixture.with(amplitude) { fixture in
            let sending = fixture.send(Samples.events(4500))
            await fixture.endPause(.seconds(1))
            #expect(await sending.value == nil)
            #expect(fixture.counts == [4500, 0])
        }
        #expect(amplitude.numbers.map(\.count) == [1999, 1999, 1999, 502])
        #expect(amplitude.requests[1].body == amplitude.requests[2].body)
    }

    @Test("a server that nobody runs is tried again until the time is over")
    func unreachable() async throws {
        let fixture = try await Fixture(
            "http://127.0.0.1:1/2/httpapi",
            "retry_on_failure: {initial_interval: 1s, max_interval: 1s, randomization_factor: 0, max_elapsed_time: 1500ms}"
        )
        let sending = fixture.send(Samples.events(2))
        await fixture.endPause(.seconds(1))
        let error = await sending.value
        #expect(error?.isGivenUp == true)
        #expect(error?.message.contains("amplitude request failed: Post \"http://127.0.0.1:1/2/httpapi\"") == true)
        #expect(fixture.counts == [0, 2])
        try await fixture.exporter.shutdown()
    }

    @Test("log records without a name are dropped and counted")
    func nameless() async throws {
        let amplitude = Amplitude { _, _ in Amplitude.success }
        try await Fixture.with(amplitude) { fixture in
            let logs = Samples.logs([Samples.Record(), Samples.Record(name: "login")])
            #expect(await fixture.send(logs).value == nil)
            #expect(fixture.counts == [1, 1])
            let line = await fixture.log.wait(for: "Partial success response")
            #expect(line["message"] == "log records have neither an event name nor a body")
        }
        #expect(amplitude.requests.count == 1)
    }
}
