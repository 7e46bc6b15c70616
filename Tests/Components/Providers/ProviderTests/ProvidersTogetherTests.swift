import CollectorAPI
import CollectorConfig
import EnvProvider
import FileProvider
import Glibc
import HTTPProvider
import HTTPSProvider
import Testing
import YAMLProvider

/// All providers behind one resolver, as in a distribution.
struct ProvidersTogetherTests {
    private let factories: [any ProviderFactory] = [
        EnvProviderFactory(), FileProviderFactory(), YAMLProviderFactory(), HTTPProviderFactory(),
        HTTPSProviderFactory(),
    ]

    @Test func aProvidersSchemeIsItsFactorysType() {
        for factory in factories {
            #expect(factory.provider().scheme == factory.type.name)
        }
    }

    @Test func overridesAndVariablesMeet() async throws {
        setenv("OCB_TOGETHER", "0123", 1)
        let resolver = ConfigResolver(providers: factories.map { $0.provider() })
        let found = try await resolver.resolve([
            "yaml:a: {text: \"${OCB_TOGETHER}\", gone: \"${env:OCB_TOGETHER_GONE}\"}",
            configOverride("a.number=${env:OCB_TOGETHER}"),
            configOverride("a.plain=${env:OCB_TOGETHER_GONE:-x y}"),
        ])
        #expect(found.root["a"]?["text"]?.string == "0123")
        #expect(found.root["a"]?["number"] == 83)
        #expect(found.root["a"]?["plain"]?.string == "x y")
        #expect(
            found.warnings.map(\.description) == [
                "yaml:a:1:36: warning: a::gone: Configuration references unset environment variable "
                    + "\"OCB_TOGETHER_GONE\""
            ]
        )
        await resolver.shutdown()
    }

    @Test func httpsThatFailsIsAnErrorWithItsPlace() async {
        let resolver = ConfigResolver(providers: factories.map { $0.provider() })
        do throws(ConfigErrors) {
            _ = try await resolver.resolve(["yaml:a: ${https://127.0.0.1:1/x}"])
            Issue.record("resolved")
        } catch {
            #expect(
                error.description.hasPrefix(
                    "yaml:a:1:4: error: a: unable to fetch the configuration: Get \"https://127.0.0.1:1/x\": connect to"
                )
            )
        }
    }
}
