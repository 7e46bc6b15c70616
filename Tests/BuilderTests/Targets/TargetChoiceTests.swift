import Foundation
import Testing

@testable import Builder

@Suite struct TargetChoiceTests {
    /// A Swift SDK that a toolchain tells of.
    private struct SDK {
        var name: String
        /// Where it has the system of each triple.
        var roots: [String: String]
    }

    private let staticSDK = SDK(
        name: "swift-6.3.1-RELEASE_static-linux-0.1.0",
        roots: ["x86_64-swift-linux-musl": "/sdk/x86_64", "aarch64-swift-linux-musl": "/sdk/aarch64"]
    )

    /// What is chosen with a toolchain that has `sdks`, and what is said.
    private func choose(
        _ name: String?,
        sysroot: String? = nil,
        swift version: String = "6.3.1",
        _ sdks: [SDK] = []
    ) throws -> (target: BuildTarget?, said: [String]) {
        let folder = try TemporaryFolder()
        let names = sdks.isEmpty ? "No Swift SDKs are currently installed." : sdks.map(\.name).joined(separator: "\n")
        let cases = sdks.flatMap { sdk in sdk.roots.map { "'\(sdk.name) \($0)') echo 'sdkRootPath: \($1)' ;;" } }
        try folder.script(
            "swift",
            """
            case "$1 $2" in
            '--version ') echo 'Swift version \(version) (swift-\(version)-RELEASE)' ;;
            'sdk list') echo '\(names)' ;;
            'sdk configure') case "$4 $5" in \(cases.joined(separator: "\n")) *) exit 1 ;; esac ;;
            *) exit 2 ;;
            esac
            """
        )
        var diagnostics = Diagnostics()
        let choice = TargetChoice(
            name: name,
            sysroot: sysroot,
            environment: ["PATH": folder.path],
            currentFolder: folder.path
        )
        let target = choice.resolve(into: &diagnostics)
        return (target, diagnostics.sorted.map(\.description))
    }

    @Test func thisMachineNeedsNoSDK() throws {
        let host = try #require(TargetTriple.host)
        for name in [nil, host.platform, host.name] {
            let (target, said) = try choose(name)
            #expect(target == nil)
            #expect(said == [])
        }
    }

    @Test func whatIsMissingComesWithItsCommand() throws {
        let (target, said) = try choose("aarch64-swift-linux-musl")
        #expect(target == nil)
        #expect(
            said == [
                "error: no Swift SDK for aarch64-swift-linux-musl is installed; run: swift sdk install https://download.swift.org/swift-6.3.1-release/static-sdk/swift-6.3.1-RELEASE/swift-6.3.1-RELEASE_static-linux-0.1.0.artifactbundle.tar.gz --checksum fac05271c1f7d060bd203240ce5251d5ca902d30ac899f553765dbb3a88b97ad"
            ]
        )
    }

    @Test func aReleaseWhoseChecksumIsUnknownIsSaidToBe() throws {
        let said = try choose("x86_64-swift-linux-musl", swift: "6.9").said
        #expect(said.first?.hasSuffix("Swift 6.9's Static Linux SDK from https://www.swift.org/install") == true)
    }

    @Test func anotherGlibcMachineHasItsOwnWays() throws {
        let other = try #require(TargetTriple.all.first { !$0.isMusl && $0 != TargetTriple.host })
        let said = try choose(other.platform, [staticSDK]).said
        #expect(said.count == 1)
        #expect(said.first?.contains("no Swift SDK for \(other.platform) (\(other.name)) is installed") == true)
        #expect(said.first?.contains("make-linux-sdk --swift-version 6.3.1-RELEASE --target \(other.name)`") == true)
    }

    @Test func anInstalledSDKIsTaken() throws {
        let (target, said) = try choose("aarch64-swift-linux-musl", [staticSDK])
        #expect(said == [])
        #expect(target?.sysroot == "/sdk/aarch64")
        #expect(
            target?.arguments == [
                "--swift-sdk", "aarch64-swift-linux-musl", "--static-swift-stdlib", "-Xswiftc", "-module-alias",
                "-Xswiftc", "Glibc=Musl",
            ]
        )
    }

    @Test func anSDKOfAnotherSwiftIsNotTaken() throws {
        let (target, said) = try choose("x86_64-swift-linux-musl", swift: "6.3.2", [staticSDK])
        #expect(target == nil)
        #expect(said.first?.contains("that fits Swift 6.3.2: swift-6.3.1-RELEASE_static-linux-0.1.0 does not") == true)
        #expect(said.first?.contains("swift-6.3.2-RELEASE_static-linux-0.1.0.artifactbundle.tar.gz") == true)
    }

    @Test func ofSeveralTheOneThatFitsIsNamed() throws {
        let triple = "x86_64-swift-linux-musl"
        let old = SDK(name: "swift-6.2-RELEASE_static", roots: [triple: "/old"])
        let fitting = SDK(name: "swift-6.3.1-RELEASE_mine", roots: [triple: "/new"])
        let (target, said) = try choose(triple, [old, fitting])
        #expect(said == [])
        #expect(target?.arguments.prefix(2) == ["--swift-sdk", "swift-6.3.1-RELEASE_mine"])
        let ambiguous = try choose(triple, [fitting, staticSDK])
        #expect(ambiguous.target == nil)
        #expect(ambiguous.said.first?.contains("several Swift SDKs are for x86_64-swift-linux-musl") == true)
    }

    @Test func anSDKGoesByItsNameToo() throws {
        let mine = SDK(name: "my_sdk", roots: ["aarch64-unknown-linux-gnu": "/arm"])
        let (target, said) = try choose("my_sdk", [staticSDK, mine])
        #expect(said == [])
        #expect(target?.triple.platform == "linux/arm64")
        #expect(target?.arguments == ["--swift-sdk", "my_sdk", "--static-swift-stdlib"])
        let both = try choose(staticSDK.name, [staticSDK])
        #expect(both.said.first?.contains("is for x86_64-swift-linux-musl and aarch64-swift-linux-musl") == true)
    }

    @Test(arguments: [
        ("linux/arm", "did you mean \"linux/arm64\"?"), ("windows/amd64", "name one of linux/amd64, linux/arm64,"),
    ])
    func anUnknownTargetIsSaid(name: String, fix: String) throws {
        let said = try choose(name).said
        #expect(said.count == 1)
        #expect(said.first?.contains(fix) == true, "\(said)")
    }

    @Test func theSystemMayBeAnother() throws {
        let root = try TemporaryFolder()
        try root.write("", to: "usr/include/uv.h")
        #expect(try choose("x86_64-swift-linux-musl", sysroot: root.path, [staticSDK]).target?.sysroot == root.path)
        let empty = try TemporaryFolder()
        let said = try choose("x86_64-swift-linux-musl", sysroot: empty.path, [staticSDK]).said
        #expect(said == ["error: --sysroot \(empty.path) has no folder usr; name the root of a system"])
        #expect(try choose(nil, sysroot: root.path).said.first?.contains("name the other by --target") == true)
    }
}

@Suite struct BuildTargetTests {
    private let packages = [
        SystemPackage(pkgConfig: "acme", apt: "libacme-dev"),
        SystemPackage(pkgConfig: "nowhere", apt: "libnowhere-dev"),
    ]

    private func target(_ triple: String, in root: String) throws -> BuildTarget {
        BuildTarget(triple: try #require(TargetTriple(triple)), sdk: triple, sysroot: root)
    }

    /// The real pkg-config, which must not tell of this machine's libraries.
    @Test func onlyTheTargetsLibrariesAreSeen() throws {
        let root = try TemporaryFolder()
        try root.write(
            "libdir=/usr/lib/aarch64-linux-gnu\nName: acme\nDescription: x\nVersion: 7.1\nLibs: -L${libdir} -lacme\n",
            to: "usr/lib/aarch64-linux-gnu/pkgconfig/acme.pc"
        )
        try root.write("!<arch>\n", to: "usr/lib/aarch64-linux-gnu/libacme.a")
        try root.write("!<arch>\n", to: "usr/lib/gcc/aarch64-linux-gnu/12/libstdc++.a")
        let target = try target("linux/arm64", in: root.path)
        let environment = target.environment(ProcessInfo.processInfo.environment)
        var diagnostics = Diagnostics()
        let all = packages + [SystemPackage(pkgConfig: "libuv", apt: "libuv1-dev")]
        SystemPackageCheck.run(all, for: target, environment: environment, into: &diagnostics)
        #expect(
            diagnostics.sorted.map(\.description) == [
                "error: \(root.path) lacks C libraries for linux/arm64 (aarch64-unknown-linux-gnu): nowhere, libuv; put headers, archives and .pc files of libnowhere-dev:arm64, libuv1-dev:arm64 for aarch64-unknown-linux-gnu into \(root.path)/usr, or name a folder that has them under usr by --sysroot"
            ]
        )
        let found = StaticLibraries.find(
            [packages[0]],
            for: target,
            environment: PinnedEnvironment.make(from: environment)
        )
        let folder = root.path + "/usr/lib"
        #expect(
            found.archives == [
                .init(library: "acme", path: "\(folder)/aarch64-linux-gnu/libacme.a"),
                .init(library: "stdc++", path: "\(folder)/gcc/aarch64-linux-gnu/12/libstdc++.a"),
            ]
        )
    }

    @Test func eachTargetIsCompiledInAFolderOfItsOwn() throws {
        let library = ComponentLibrary(root: "/a/swift-ocb")
        let environment = ["SWIFT_OCB_CACHE": "/cache"]
        let here = BuildCache(library: library, environment: environment)
        let there = BuildCache(
            library: library,
            environment: environment,
            target: try target("linux/arm64", in: "/arm")
        )
        #expect(there.root == here.root)
        #expect(there.packageFolder != here.packageFolder)
        #expect(there.scratchFolder != here.scratchFolder)
    }

    @Test func withMuslTheProgramIsStaticByItself() throws {
        let musl = LinkOptions(
            isStatic: true,
            archiveFolder: "/a",
            target: try target("aarch64-swift-linux-musl", in: "/m")
        )
        #expect(!musl.flags.contains("\"-static-executable\""))
        #expect(musl.flags.contains("\"-L/a\""))
    }
}

@Suite struct GoFlagNotesTests {
    /// What is said to Go's variables.
    private func said(_ variables: [String: String], target name: String? = nil) -> [String] {
        var options = BuildOptions()
        options.target = name
        var diagnostics = Diagnostics()
        let target = name.flatMap { TargetTriple($0) }
        options.explainGoFlags(target: target, environment: variables, into: &diagnostics)
        return diagnostics.sorted.map(\.description)
    }

    @Test func whatNamesTheTargetIsFine() {
        #expect(said(["GOOS": "linux", "GOARCH": "arm64"], target: "linux/arm64") == [])
        #expect(said(["GOARCH": "arm64"], target: "aarch64-swift-linux-musl") == [])
        #expect(said([:]) == [])
    }

    @Test func anotherMachineIsATarget() throws {
        let other = Host.architecture == "arm64" ? "amd64" : "arm64"
        #expect(
            said(["GOOS": "linux", "GOARCH": other]) == [
                "warning: GOOS=linux GOARCH=\(other) have no effect: the distribution is built for this machine, linux/\(Host.architecture); run with --target linux/\(other)"
            ]
        )
        #expect(
            said(["GOARCH": "arm64"], target: "linux/amd64") == [
                "warning: GOARCH=arm64 has no effect: --target linux/amd64 says what the distribution is built for; run with --target linux/arm64"
            ]
        )
    }

    @Test func thereIsNoTargetForOthers() {
        #expect(said(["GOOS": "windows"]).first?.hasSuffix("there is no target windows/\(Host.architecture)") == true)
    }
}
