import Foundation
import Testing

@testable import Builder

@Suite struct BuildLockTests {
    static let lock = BuildLock(
        manifest: "00ff",
        tool: "0.1.0",
        swift: "6.3.1 (swift-6.3.1-RELEASE)",
        target: "x86_64-unknown-linux-gnu",
        options: BuildLock.Options(),
        modules: ["Pdata": "aa", "CollectorAPI": "bb"],
        packages: [
            "kit": BuildLock.Package(url: "https://example.com/Kit.git", version: "1.2.0", revision: "c0ffee"),
            "mine": BuildLock.Package(revision: "dd"),
        ],
        system: ["libssl-dev": "3.0.17-1~deb12u2", "libuv1-dev": "1.44.2-1+deb12u1"]
    )

    @Test func aLockIsReadAsWritten() throws {
        let text = Self.lock.text
        var diagnostics = Diagnostics()
        #expect(BuildLock.decode(text, file: "m.lock", into: &diagnostics) == Self.lock)
        #expect(diagnostics.sorted == [])
        // Whatever looks like a number, a date or a truth is text.
        var odd = Self.lock
        odd.modules = ["A": "1e5", "B": "0123", "C": "yes"]
        odd.system = ["it's": "2024-01-01", "#x": ": y"]
        #expect(BuildLock.decode(odd.text, file: "m.lock", into: &diagnostics) == odd)
        try expectSnapshot(text, "m.lock")
    }

    @Test func whatDiffersIsNamed() {
        var present = Self.lock
        #expect(LockDrift(lock: Self.lock, present: present).differences == [])
        present.manifest = "11"
        present.swift = "6.4"
        present.options.symbols = true
        present.modules = ["Pdata": "ab", "ExporterKit": "cc"]
        present.packages["kit"]?.version = "1.3.0"
        present.packages["kit"]?.revision = "beef"
        present.system["libssl-dev"] = "3.0.18"
        #expect(
            LockDrift(lock: Self.lock, present: present).differences == [
                "the manifest has changed",
                "Swift: 6.3.1 (swift-6.3.1-RELEASE) in the lock, 6.4 here",
                "option symbols: false in the lock, true here",
                "module CollectorAPI: in the lock, not here",
                "module ExporterKit: cc here, not in the lock",
                "module Pdata: its sources have changed",
                "package kit: 1.2.0 (c0ffee) in the lock, 1.3.0 (beef) here",
                "system package libssl-dev: 3.0.17-1~deb12u2 in the lock, 3.0.18 here",
            ]
        )
    }

    @Test(arguments: [
        ("", "error: m.lock holds no lock; write it anew by `swift-ocb lock`"),
        ("version: '2'\n", "error: m.lock is a lock of version 2, not 1; write it anew by `swift-ocb lock`"),
        ("version: 1\nmodules: {}\n", "m.lock:1:1: error: the lock has no manifest; write it anew by `swift-ocb lock`"),
    ])
    func whatIsNoLockIsAnError(text: String, message: String) {
        var diagnostics = Diagnostics()
        #expect(BuildLock.decode(text, file: "m.lock", into: &diagnostics) == nil)
        #expect(diagnostics.sorted.first?.description == message)
    }

    @Test func aLockStandsBesideItsManifest() throws {
        func path(_ manifest: String?) -> String? { LockFile(manifestPath: manifest, currentFolder: "/here")?.path }
        #expect(path("builder-config.yaml") == "/here/builder-config.lock")
        #expect(path("/there/m.yml") == "/there/m.lock")
        #expect(path("plain") == "/here/plain.lock")
        #expect(path("-") == nil)
        #expect(path(nil) == nil)

        let folder = try TemporaryFolder()
        let file = try #require(LockFile(manifestPath: "m.yaml", currentFolder: folder.path))
        var diagnostics = Diagnostics()
        #expect(file.read(into: &diagnostics) == nil)
        #expect(
            diagnostics.sorted.map(\.description) == [
                "error: there is no m.lock; write it by `swift-ocb lock`, and commit it"
            ]
        )
        #expect(try file.write(Self.lock))
        #expect(try !file.write(Self.lock))
        #expect(file.read(into: &diagnostics) == Self.lock)
    }

    @Test func packagesArePinnedToTheLocksVersions() throws {
        let folder = try TemporaryFolder()
        try PackagePins.write(["mine": BuildLock.Package(revision: "dd")], to: folder.path)
        #expect(PackagePins.read(folder.path) == [])
        var packages = Self.lock.packages
        packages["branched"] = BuildLock.Package(url: "https://a.example/b", version: "branch main", revision: "ab")
        try PackagePins.write(packages, to: folder.path)
        let pins = PackagePins.read(folder.path)
        #expect(pins.map(\.identity) == ["branched", "kit"])
        #expect(pins.allSatisfy { packages[$0.identity] == $0.package })
    }
}
