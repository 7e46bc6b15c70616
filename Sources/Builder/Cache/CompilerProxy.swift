import Foundation

/// A script that SwiftPM calls as the compiler: it runs the compiler, notes what each call costs, and keeps the answers to
/// SwiftPM's three questions about the compiler, which otherwise take 0.3 s of every build.
struct CompilerProxy {
    /// A folder of the cache.
    let folder: String
    /// The `swiftc` to run.
    let compiler: String

    /// - Parameters:
    ///   - toolchain: whose `swift` has a `swiftc` beside it; nil where it has none, and the costs are not to be had.
    init?(folder: String, toolchain: SwiftToolchain) {
        compiler = String(toolchain.executable.dropLast("swift".utf8.count)) + "swiftc"
        self.folder = folder
        guard access(compiler, X_OK) == 0 else { return nil }
    }

    /// What SwiftPM's variable `SWIFT_EXEC` names.
    var executable: String { folder + "/swiftc" }
    private var calls: String { folder + "/calls" }
    private var answers: String { folder + "/answers" }

    /// Writes the script where it is not there, forgets the answers of another compiler, and the calls of earlier builds.
    func prepare() throws {
        let files = FileManager.default
        try? files.removeItem(atPath: calls)
        try files.createDirectory(atPath: calls, withIntermediateDirectories: true)
        let text = script
        guard files.contents(atPath: executable) != Data(text.utf8) else { return }
        try? files.removeItem(atPath: answers)
        try files.createDirectory(atPath: answers, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: executable), options: .atomic)
        guard chmod(executable, 0o755) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    /// The calls since ``prepare()``.
    func takeCalls() -> [CompilerCall] {
        FolderReader.names(in: calls).sorted().compactMap { name in
            FileManager.default.contents(atPath: "\(calls)/\(name)")
                .flatMap { CompilerCall(note: String(decoding: $0, as: UTF8.self)) }
        }
    }

    private var script: String {
        let file = Fingerprint.file(at: URL(fileURLWithPath: compiler).resolvingSymlinksInPath().path)
        return """
            #!/bin/sh
            # Written by swift-ocb for the compiler\(file).
            case "$*" in
            -h | -version | -print-target-info)
                answer=\(Self.quoted(answers))/$1
                if [ ! -f "$answer.out" ]; then
                    \(Self.quoted(compiler)) "$1" >"$answer.$$.out" 2>"$answer.$$.err" || exit
                    mv "$answer.$$.err" "$answer.err" && mv "$answer.$$.out" "$answer.out" || exit
                fi
                [ -s "$answer.err" ] && cat "$answer.err" >&2
                exec cat "$answer.out"
                ;;
            esac
            \(Self.quoted(compiler)) "$@"
            status=$?
            kind=compile module=
            for word; do
                case $word in
                -emit-executable) kind=link ;;
                -lPackageDescription) kind=manifest ;;
                esac
                [ "$previous" = -module-name ] && module=$word
                previous=$word
            done
            { echo "$kind $module"; times; } >\(Self.quoted(calls))/$$ 2>/dev/null
            exit $status

            """
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
}
