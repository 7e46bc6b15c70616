/// The Swift SDKs that are installed, as the toolchain tells them.
struct SwiftSDKs {
    let toolchain: SwiftToolchain
    /// The user's own.
    let environment: [String: String]

    /// Their names.
    var names: [String] {
        guard let answer = ask(["sdk", "list"]) else { return [] }
        // Where there are none, the toolchain says so in a sentence.
        return answer.split(separator: "\n").map { String($0).trimmingWhitespace }.filter {
            !$0.isEmpty && !$0.contains(" ")
        }
    }

    /// Where the SDK called `name` has the system of `triple`; nil where it is not for that.
    func root(of name: String, for triple: TargetTriple) -> String? {
        let answer = ask(["sdk", "configure", "--show-configuration", name, triple.name])
        let mark = "sdkRootPath: "
        return answer?.split(separator: "\n").first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }

    /// The version of Swift in an SDK's name such as `swift-6.3.1-RELEASE_static-linux-0.1.0`; nil where there is none.
    static func version(in name: String) -> String? {
        name.firstMatch(of: /(\d+\.\d+(?:\.\d+)?)-RELEASE/).map { String($0.1) }
    }

    private func ask(_ words: [String]) -> String? {
        let run = Subprocess(toolchain.executable, words, environment: PinnedEnvironment.make(from: environment))
        guard let answer = run.output(), answer.exitCode == 0 else { return nil }
        return answer.text
    }
}

/// How the Swift SDKs come to a machine that lacks them.
enum SwiftSDKInstallation {
    /// What swift.org publishes beside each release of its static Linux SDK.
    private static let checksums = [
        "6.3": "d2078b69bdeb5c31202c10e9d8a11d6f66f82938b51a4b75f032ccb35c4c286c",
        "6.3.1": "fac05271c1f7d060bd203240ce5251d5ca902d30ac899f553765dbb3a88b97ad",
        "6.3.2": "3fd798bef6f4408f1ea5a6f94ce4d4052830c4326ab85ebc04f983f01b3da407",
        "6.3.3": "87c3eaf908e67c0e13a84367119e12273cec1d2cd3d81f7d74bb36722d6b607b",
    ]

    /// What to do for `triple` with a toolchain of this version.
    static func advice(for triple: TargetTriple, swift version: String) -> String {
        let generator =
            "swift run swift-sdk-generator make-linux-sdk --swift-version \(version)-RELEASE --target \(triple.name)"
        guard triple.isMusl else {
            return "build on such a machine or in a container, or make an SDK by `\(generator)` "
                + "(https://github.com/swiftlang/swift-sdk-generator)"
        }
        guard let checksum = checksums[version] else {
            return
                "copy the command that installs Swift \(version)'s Static Linux SDK from https://www.swift.org/install"
        }
        let release = "swift-\(version)-RELEASE"
        let file = "\(release)_static-linux-0.1.0.artifactbundle.tar.gz"
        let url = "https://download.swift.org/\(release.lowercased())/static-sdk/\(release)/\(file)"
        return "run: swift sdk install \(url) --checksum \(checksum)"
    }
}
