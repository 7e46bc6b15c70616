import Testing

@testable import Builder

@Suite struct BuildProgressTests {
    @Test func stepsAndModulesAreRead() {
        #expect(BuildProgress(line: "[0/11] Write sources")?.step == 0)
        let compiling = BuildProgress(line: "[12/34] Compiling OTLPReceiver Config.swift")
        #expect(compiling?.step == 12)
        #expect(compiling?.total == 34)
        #expect(compiling?.subject.contains("OTLPReceiver") == true)
        #expect(BuildProgress(line: "[3/4] Emitting module Pdata")?.subject.contains("Pdata") == true)
        #expect(BuildProgress(line: "[33/34] Linking distribution")?.subject.contains("ink") == true)
    }

    @Test(arguments: [
        "", "[", "[]", "[1]", "[1/2", "[a/b] Compiling X", "[99999999999999999999/2] Compiling X",
        "Building for production...", " [1/2] Compiling X", "[1/2]",
    ]
    )
    func otherLinesAreNoProgress(line: String) {
        #expect(BuildProgress(line: line) == nil)
    }
}
