import Foundation
import Testing

@testable import Builder

@Suite struct ComponentNameTests {
    private func derive(_ name: String, _ kind: ComponentKind = .processor) throws -> (ComponentName?, [String]) {
        var diagnostics = Diagnostics()
        let derived = ComponentName.derive(from: name, kind, catalog: try Fixture.catalog(), into: &diagnostics)
        return (derived, diagnostics.sorted.map(\.description))
    }

    @Test(
        arguments: [
            ("acme_sampler", "acme_sampler", "AcmeSamplerProcessor", "acme-sampler-processor"),
            ("AcmeSampler", "acme_sampler", "AcmeSamplerProcessor", "acme-sampler-processor"),
            ("acme-sampler-processor", "acme_sampler", "AcmeSamplerProcessor", "acme-sampler-processor"),
            ("AcmeSamplerProcessor", "acme_sampler", "AcmeSamplerProcessor", "acme-sampler-processor"),
            ("tenantprocessor", "tenant", "TenantProcessor", "tenant-processor"),
            ("HTTPLines", "http_lines", "HTTPLinesProcessor", "http-lines-processor"),
            ("k8s2", "k8s2", "K8s2Processor", "k8s2-processor"),
            ("class", "class", "ClassProcessor", "class-processor"),
        ]
    )
    func everyPlaceGetsItsForm(name: String, type: String, product: String, folder: String) throws {
        let (derived, messages) = try derive(name)
        #expect(derived == ComponentName(kind: .processor, type: type, product: product, folder: folder))
        #expect(messages == [])
    }

    @Test(
        arguments: [
            ("", "says nothing beside the kind; say what the processor does"),
            ("processor", "says nothing beside the kind"),
            ("--", "says nothing beside the kind"),
            (
                "2much",
                "begins with a digit, and a component type begins with a letter; put a word before it, such as acme_2much"
            ),
            ("café", "has characters that no component type may have"),
            ("a\u{202E}b", "has characters that no component type may have"),
            ("true", "the name \"true\" is reserved: YAML does not take it for text"),
            (
                "batch",
                "there is a processor \"batch\" already, in the module BatchProcessor; choose another name, such as acme_batch"
            ),
            (String(repeating: "a", count: 64), "has 64 characters, of which 63 are allowed"),
        ]
    )
    func whatCannotBeIsRefusedWithAWayOut(name: String, message: String) throws {
        let (derived, messages) = try derive(name)
        #expect(derived == nil)
        #expect(messages.count == 1)
        #expect(messages.first?.contains(message) == true, "\(messages)")
    }

    @Test func anAliasAndANeighbourAreTakenToo() throws {
        #expect(try derive("otlphttp", .exporter).1.first?.contains("an exporter \"otlp_http\" already") == true)
        #expect(try derive("amplitude", .exporter).1.first?.contains("AmplitudeExporter") == true)
    }

    /// A module that has the name of a public type it imports would hide that type.
    @Test func publicTypesOfTheCollectorAreReserved() throws {
        let folder = Fixture.repository + "/Sources/Collector"
        let declaration =
            /public (?:final class|struct|enum|protocol|actor) (\w+(?:Receiver|Processor|Exporter|Connector|Extension))\b/
        var declared: Set<String> = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            for match in text.matches(of: declaration) { declared.insert(String(match.1)) }
        }
        #expect(declared == ComponentName.reservedProducts)
    }
}
