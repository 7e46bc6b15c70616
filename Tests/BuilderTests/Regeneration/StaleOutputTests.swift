import Foundation
import Testing

@testable import Builder

@Suite struct StaleOutputTests {
    private let manifest = """
        dist: {name: a}
        receivers: [{module: OTLPReceiver}]
        exporters: [{module: DebugExporter}]
        """

    private func package(_ manifest: String, library: String = "/a/swift-ocb", archives: Bool = true) throws
        -> GeneratedPackage
    {
        var libraries = StaticLibraries()
        if archives {
            libraries = StaticLibraries(archives: [
                StaticLibraries.Archive(library: "uv", path: "/usr/lib/libuv_a.a"),
                StaticLibraries.Archive(library: "stdc++", path: "/usr/lib/gcc/12/libstdc++.a"),
            ])
        }
        let outcome = try Outcome(manifest)
        let resolution = try #require(outcome.resolution)
        return try PackageRenderer.render(
            resolution,
            libraryPath: library,
            link: LinkOptions(staticLibraries: libraries)
        )
    }

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ocb-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func whatAnotherMachineWroteIsFreshAndStays() throws {
        try inFolder { folder in
            try PackageWriter.write(try package(manifest), to: folder)
            let elsewhere = try package(manifest, library: "/elsewhere/swift-ocb", archives: false)
            #expect(StaleOutput.diff(elsewhere, in: folder) == "")
            let kept = StaleOutput.keepingEquivalents(elsewhere, in: folder)
            #expect(PackageWriter.changes(kept, in: folder).allSatisfy { $0.change == .unchanged })
        }
    }

    @Test func whatTheManifestChangedIsADiff() throws {
        try inFolder { folder in
            try PackageWriter.write(try package(manifest), to: folder)
            try "// gone\n".write(
                toFile: folder + "/Sources/distribution/Old.swift",
                atomically: true,
                encoding: .utf8
            )
            let changed = try package(manifest.replacing("DebugExporter", with: "NopExporter"))
            let diff = StaleOutput.diff(changed, in: folder)
            #expect(diff.contains("--- a/Package.swift\n+++ b/Package.swift\n@@ -"))
            #expect(diff.contains("\n-                .product(name: \"DebugExporter\", package: \"swift-ocb\"),\n"))
            #expect(diff.contains("\n+                .product(name: \"NopExporter\", package: \"swift-ocb\"),\n"))
            #expect(diff.hasSuffix("--- a/Sources/distribution/Old.swift\n+++ /dev/null\n@@ -1 +0,0 @@\n-// gone\n"))
            #expect(!diff.contains("main.swift"))
        }
    }

    @Test func whatWasNeverGeneratedIsADiffFromNothing() throws {
        try inFolder { folder in
            let diff = StaleOutput.diff(try package(manifest), in: folder)
            #expect(diff.hasPrefix("--- /dev/null\n+++ b/Sources/distribution/main.swift\n@@ -0,0 +1,"))
        }
    }

    @Test func hunksAreThoseOfDiff() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("3\n4\n", with: "3\nx\n4\n").replacing("18\n", with: "")
        let expected = """
            --- a/f
            +++ b/f
            @@ -1,6 +1,7 @@
             1
             2
             3
            +x
             4
             5
             6
            @@ -15,6 +16,5 @@
             15
             16
             17
            -18
             19
             20

            """
        #expect(UnifiedDiff.text(old: old, new: new, path: "f") == expected)
        #expect(UnifiedDiff.text(old: old, new: old, path: "f") == "")
    }
}
