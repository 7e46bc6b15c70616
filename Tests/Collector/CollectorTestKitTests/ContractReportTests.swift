import BatchProcessor
import CollectorAPI
import CollectorConfig
import Testing

@testable import CollectorTestKit

@Suite struct ContractReportTests {
    @Test func violationsStandWithTheSettingsThatTheyAreOf() {
        var report = ContractReport(title: "batch processor in .")
        report.checks = [ContractReport.Check(name: "README.md", note: "the table of settings was written")]
        report.add(
            ["the default, traces: leaves 1 tasks running", "big.yaml: unknown key", "no signal is supported"],
            of: ["the default", "big.yaml", "small.yaml"]
        )
        #expect(report.failures == 3)
        #expect(
            report.text == """
                batch processor in .
                  ok    README.md: the table of settings was written
                  FAIL  the default
                          traces: leaves 1 tasks running
                  FAIL  big.yaml
                          unknown key
                  ok    small.yaml
                  FAIL  the factory
                          no signal is supported
                3 of 5 checks failed

                """
        )
    }

    @Test func aComponentInOrderIsSaidToBe() {
        var report = ContractReport(title: "t")
        report.add([], of: ["the default"])
        #expect(report.text.hasSuffix("2 checks, all is well\n"))
    }

    private var facts: ComponentFacts {
        let factory = BatchProcessorFactory()
        return ComponentFacts(.processor, factory, ["traces": .beta, "logs": .alpha])
    }

    @Test func metadataThatAgreesIsFine() {
        let text = "kind: processor\ntype: batch\nproduct: X\nsummary: y\nsignals: {logs: alpha, traces: beta}\n"
        #expect(facts.differences(from: text) == [])
    }

    @Test func metadataThatDiffersIsToldApart() {
        let text = "kind: exporter\ntype: batch\naliases: [b]\nsignals: {traces: stable, metrics: beta}\n"
        #expect(
            facts.differences(from: text) == [
                "kind is exporter, and the factory says processor",
                "aliases is [b], and the factory says []",
                "the stability of logs is missing, and the factory says alpha",
                "the stability of metrics is beta, and the factory says that it is not supported",
                "the stability of traces is stable, and the factory says beta",
            ]
        )
    }

    @Test func metadataThatIsNoYAMLIsNamed() {
        #expect(facts.differences(from: "kind: [").first?.contains("component.yaml:") == true)
    }

    @Test func theTableStandsBetweenItsComments() throws {
        let readme = "# r\n<!-- settings: written by x -->\nold\n<!-- end of settings -->\nrest\n"
        let place = try #require(SettingsTable(in: readme))
        #expect(place.present == "old\n")
        #expect(
            place.text(with: "new\n") == "# r\n<!-- settings: written by x -->\nnew\n<!-- end of settings -->\nrest\n"
        )
        #expect(SettingsTable(in: "# r\n<!-- settings -->") == nil)
        #expect(SettingsTable(in: "no place\n") == nil)
    }

    /// Examples name real servers, to which a trial must send nothing.
    @Test(
        arguments: [
            ("https://api.example.com/2/httpapi", "https://127.0.0.1:9/2/httpapi"),
            ("http://backend:4318", "http://127.0.0.1:9"), ("backend:4317", "127.0.0.1:9"), ("", ""),
            ("unix:/run/collector.sock", "unix:/run/collector.sock"),
            ("dns:///backend:4317", "dns:///127.0.0.1:9"),
        ]
    )
    func aTrialSendsNothingAway(written: String, tried: String) throws {
        let settings = try ConfigNode(yaml: "{tls: {traces_endpoint: '\(written)'}, name: backend:4317}", source: "t")
        let suited = ContractEndpoints.sends.suited(settings)
        #expect(suited["tls"]?["traces_endpoint"]?.string == tried)
        #expect(suited["name"]?.string == "backend:4317")
        #expect(ContractEndpoints.none.suited(settings) == settings)
    }

    @Test func aTrialListensWhereNobodyElseDoes() throws {
        let settings = try ConfigNode(yaml: "{protocols: [{endpoint: 'localhost:4317'}]}", source: "t")
        let suited = ContractEndpoints.listens.suited(settings)
        #expect(suited["protocols"]?.elements.first?["endpoint"]?.string == "localhost:0")
    }
}
