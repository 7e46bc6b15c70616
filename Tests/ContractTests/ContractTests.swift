import CollectorAPI
import CollectorTestKit
import Testing

/// Every factory of the package, with the folder that its examples are in.
@Suite(.serialized) struct ContractTests {
    @Test(.timeLimit(.minutes(5)), arguments: Components.receivers)
    func receiver(_ component: Components.Listed<any ReceiverFactory>) async {
        let violations = await Contract.violations(of: component.factory, examples: component.examples)
        #expect(violations == [])
    }

    @Test(.timeLimit(.minutes(5)), arguments: Components.processors)
    func processor(_ component: Components.Listed<any ProcessorFactory>) async {
        let violations = await Contract.violations(of: component.factory, examples: component.examples)
        #expect(violations == [])
    }

    @Test(.timeLimit(.minutes(5)), arguments: Components.exporters)
    func exporter(_ component: Components.Listed<any ExporterFactory>) async {
        let violations = await Contract.violations(of: component.factory, examples: component.examples)
        #expect(violations == [])
    }

    @Test(.timeLimit(.minutes(5)), arguments: Components.connectors)
    func connector(_ component: Components.Listed<any ConnectorFactory>) async {
        let violations = await Contract.violations(of: component.factory, examples: component.examples)
        #expect(violations == [])
    }

    @Test(.timeLimit(.minutes(5)), arguments: Components.extensions)
    func `extension`(_ component: Components.Listed<any ExtensionFactory>) async {
        let violations = await Contract.violations(of: component.factory, examples: component.examples)
        #expect(violations == [])
    }

    @Test(.timeLimit(.minutes(5)), arguments: Components.providers)
    func provider(_ component: Components.Listed<any ProviderFactory>) async {
        let violations = await Contract.violations(of: component.factory, examples: component.examples)
        #expect(violations == [])
    }

    @Test(arguments: Components.folders)
    func hasExamples(folder: String) {
        #expect(!ContractExample.all(in: "\(folder)/Examples").isEmpty)
    }
}
