import Foundation
import Testing

@testable import Builder

/// Signals are the process's: one test at a time.
@Suite(.serialized) struct SubprocessTests {
    private func shell(_ script: String) -> Subprocess {
        Subprocess("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin", "GREETING": "hello"])
    }

    @Test func linesComeInOrderWithTheErrors() throws {
        var lines: [String] = []
        let ending = try shell(#"echo "$GREETING"; echo; echo wrong >&2; printf last"#).run(.long) { lines.append($0) }
        #expect(ending == .exited(0))
        #expect(lines == ["hello", "", "wrong", "last"])
    }

    @Test func onlyTheOutputOfAShortToolCounts() {
        let output = shell("echo yes; echo no >&2; exit 3").output()
        #expect(output?.exitCode == 3)
        #expect(output?.text == "yes")
    }

    @Test func theEndIsToldAsItWas() throws {
        #expect(try shell("exit 7").run(.long) { _ in } == .exited(7))
        #expect(try shell("kill -9 $$").run(.long) { _ in } == .signalled(SIGKILL))
        #expect(Subprocess.Ending.signalled(SIGKILL).exitCode == 137)
    }

    @Test func aMissingProgramIsAnError() {
        #expect(throws: Subprocess.StartError.self) {
            try Subprocess("/nowhere/swift", [], environment: [:]).run(.long) { _ in }
        }
        #expect(Subprocess("/nowhere/swift", [], environment: [:]).output() == nil)
    }

    @Test func aHelperThatOutlivesTheProgramIsNotWaitedFor() throws {
        var lines: [String] = []
        let ending = try shell("sleep 600 & echo $!").run(.long) { lines.append($0) }
        #expect(ending == .exited(0))
        let helper = try #require(lines.first.flatMap { Int32($0) })
        #expect(kill(helper, SIGKILL) == 0)
    }

    @Test func aSignalIsPassedOnToTheProgramAndItsChildren() throws {
        var lines: [String] = []
        let ending = try shell("trap 'echo tidied; exit 1' TERM; echo started; while :; do sleep 600 & wait; done")
            .run(.long) { line in
                lines.append(line)
                if line == "started" { kill(getpid(), SIGTERM) }
            }
        #expect(ending == .interrupted(SIGTERM))
        #expect(lines == ["started", "tidied"])
    }

    @Test func whoAsksTwiceNeedNotWait() throws {
        let ending = try shell("trap 'echo again' TERM; echo started; while :; do sleep 600 & wait; done")
            .run(.long) { line in
                if line == "started" || line == "again" { kill(getpid(), SIGTERM) }
            }
        #expect(ending == .interrupted(SIGTERM))
    }

    @Test func commandsAreShownToBeCopied() {
        let command = Subprocess("/usr/bin/swift", ["build", "it's", ""], environment: [:])
        #expect(command.commandLine == #"/usr/bin/swift build 'it'\''s' ''"#)
    }
}
