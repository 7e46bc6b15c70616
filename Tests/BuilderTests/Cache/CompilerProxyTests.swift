import Foundation
import Testing

@testable import Builder

@Suite struct CompilerProxyTests {
    private let folder: TemporaryFolder
    private let proxy: CompilerProxy

    /// A compiler that says what it was asked, and how often it was.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write("", to: "tools/swift")
        try folder.script(
            "tools/swiftc",
            """
            echo x >>'\(folder.path)/asked'
            echo "answer to $*"
            echo "about $*" >&2
            [ "$1" != -fail ]
            """
        )
        let toolchain = SwiftToolchain(executable: folder.path + "/tools/swift", version: "6.3.1")
        proxy = try #require(CompilerProxy(folder: folder.path + "/it's here", toolchain: toolchain))
        try proxy.prepare()
    }

    private func call(_ arguments: String...) throws -> (code: Int32, lines: [String]) {
        var lines: [String] = []
        // Not run by its name: a program that another test starts meanwhile may have it open for writing.
        let words = [proxy.executable] + arguments
        let process = Subprocess("/bin/sh", words, environment: ["PATH": "/usr/bin:/bin"])
        let ending = try process.run(.long) { lines.append($0) }
        return (ending.exitCode, lines)
    }

    private var timesAsked: Int {
        let asked = FileManager.default.contents(atPath: folder.path + "/asked") ?? Data()
        return asked.count / 2
    }

    @Test func theCompilerIsRunWithItsArgumentsAndItsEnd() throws {
        let call = try call("-module-name", "A b", "-fail")
        #expect(call.code == 0)
        #expect(call.lines.sorted() == ["about -module-name A b -fail", "answer to -module-name A b -fail"])
        #expect(try self.call("-fail").code == 1)
    }

    @Test func questionsAboutTheCompilerAreAskedOnce() throws {
        for _ in 0..<3 {
            for question in ["-h", "-version", "-print-target-info"] {
                #expect(try call(question).lines.sorted() == ["about \(question)", "answer to \(question)"])
            }
        }
        #expect(timesAsked == 3)
        // Of another machine, they are other questions.
        _ = try call("-print-target-info", "-target", "x")
        _ = try call("-print-target-info", "-target", "x")
        #expect(timesAsked == 5)
        try proxy.prepare()
        _ = try call("-version")
        #expect(timesAsked == 5)
        // Another compiler gives other answers.
        try folder.script("tools/swiftc", "echo new")
        try proxy.prepare()
        #expect(try call("-version").lines == ["new"])
    }

    @Test func callsAreNotedWithWhatTheyWereFor() throws {
        _ = try call("-module-name", "Pdata", "-emit-module")
        _ = try call("-module-name", "distribution", "-emit-executable")
        _ = try call("-L", "x", "-lPackageDescription", "-module-name", "main")
        _ = try call("-version")
        let kinds = proxy.takeCalls().map(\.kind)
        #expect(kinds.count == 3)
        for kind in [CompilerCall.Kind.compile("Pdata"), .link, .manifest] { #expect(kinds.contains(kind)) }
        try proxy.prepare()
        #expect(proxy.takeCalls() == [])
    }

    @Test func theSecondsAreThoseOfTheShell() {
        let call = CompilerCall(note: "compile Pdata\n0m0.010000s 0m0.000000s\n1m2.500000s 0m0.250000s\n")
        #expect(call?.kind == .compile("Pdata"))
        #expect(call?.seconds == 62.75)
        #expect(CompilerCall(note: "compile Pdata\n0m0s 0m0s\n") == nil)
        #expect(CompilerCall(note: "compile Pdata\n0m0s 0m0s\n1 2\n") == nil)
        #expect(CompilerCall(note: "") == nil)
    }

    @Test func theLastCompilationOfAModuleCounts() throws {
        var costs = CompilerCosts()
        func add(_ notes: (String, Double)..., at time: Double) {
            let calls = notes.compactMap {
                CompilerCall(note: "compile \($0.0)\n0m0s 0m0s\n0m\($0.1)s 0m0s\n")
            }
            costs.add(calls, at: Date(timeIntervalSince1970: time))
        }
        add(("A", 1), ("B", 2), ("A", 4), at: 1)
        add(("B", 3), at: 2)
        #expect(costs.table == "CPU s  module\n  5.0  A\n  3.0  B\n  8.0  all")
        let path = folder.path + "/costs.json"
        #expect(CompilerCosts.read(path) == CompilerCosts())
        try costs.write(path)
        #expect(CompilerCosts.read(path) == costs)
    }

    @Test func answersAreKeptWhileTheirStateIsTheSame() {
        var asked = 0
        func answer(_ state: String) -> String? {
            var answers = ProgramAnswers(file: folder.path + "/answers.json")
            defer { answers.save() }
            return answers.answer("which?", state: state) {
                asked += 1
                return "number \(asked)"
            }
        }
        #expect(["a", "a", "b", "b"].map { answer($0) } == ["number 1", "number 1", "number 2", "number 2"])
    }
}
