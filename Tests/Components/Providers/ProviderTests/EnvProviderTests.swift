import CollectorConfig
import EnvProvider
import Glibc
import Testing

struct EnvProviderTests {
    private let provider = EnvProviderFactory().provider()

    private func message(_ name: String) async -> String? {
        do throws(ProviderError) {
            _ = try await provider.retrieve(name)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func setVariablesAreRead() async throws {
        setenv("OCB_ENV_SET", "va:lue", 1)
        setenv("OCB_ENV_EMPTY", "", 1)
        #expect(try await provider.retrieve("OCB_ENV_SET") == RetrievedConfig("va:lue"))
        #expect(try await provider.retrieve("OCB_ENV_SET:-other").text == "va:lue")
        #expect(try await provider.retrieve("OCB_ENV_EMPTY:-other") == RetrievedConfig(""))
    }

    @Test func unsetVariablesHaveADefaultOrAWarning() async throws {
        #expect(try await provider.retrieve("OCB_ENV_UNSET:-a:-b") == RetrievedConfig("a:-b"))
        #expect(try await provider.retrieve("OCB_ENV_UNSET:-") == RetrievedConfig(""))
        #expect(
            try await provider.retrieve("OCB_ENV_UNSET")
                == RetrievedConfig(
                    "",
                    warnings: ["Configuration references unset environment variable \"OCB_ENV_UNSET\""]
                )
        )
    }

    @Test(arguments: ["", "1A", "A.B", "A B", "Ä", "A-B", ":-x"]) func illegalNames(name: String) async {
        let shown = name == ":-x" ? "" : name
        #expect(
            await message(name)
                == "environment variable \"\(shown)\" has invalid name: must match regex ^[a-zA-Z_][a-zA-Z0-9_]*$"
        )
    }

    @Test func valuesAreText() async {
        setenv("OCB_ENV_BINARY", [CChar(bitPattern: 0xFF), 0], 1)
        #expect(await message("OCB_ENV_BINARY") == "environment variable \"OCB_ENV_BINARY\" is not UTF-8")
    }
}
