import Foundation
import Testing

@testable import Builder

#if os(Linux)
    @Suite struct StaticLibrariesTests {
        /// A system where pkg-config answers with `libraries`, and the archives in `archives` exist.
        private func find(libraries: String, archives: [String]) throws -> (StaticLibraries, folder: String) {
            let folder = try TemporaryFolder()
            for archive in archives { try folder.write("!<arch>\n", to: archive) }
            try folder.script("pkg-config", "echo -L\(folder.path) \(libraries)")
            let package = SystemPackage(pkgConfig: "acme", apt: "libacme-dev")
            return (StaticLibraries.find([package], environment: ["PATH": folder.path]), folder.path)
        }

        @Test func archivesStandInForSharedLibraries() throws {
            let (found, folder) = try find(libraries: "-lacme -lpthread", archives: ["libacme.a"])
            #expect(found.shared == [])
            #expect(found.archives.contains(.init(library: "acme", path: "\(folder)/libacme.a")))
            #expect(found.linkerFlags.contains("--remap-inputs=*/libacme.so=\(folder)/libacme.a"))
            #expect(!found.linkerFlags.contains { $0.contains("pthread") })
        }

        @Test func debiansNameOfLibuvsArchiveIsKnown() throws {
            let (found, folder) = try find(libraries: "-lacme", archives: ["libacme_a.a"])
            #expect(found.archives.contains(.init(library: "acme", path: "\(folder)/libacme_a.a")))
        }

        @Test func whatHasNoArchiveStaysShared() throws {
            let (found, _) = try find(libraries: "-lacme", archives: [])
            #expect(found.shared == ["acme"])
            #expect(!found.linkerFlags.contains { $0.contains("acme") })
        }

        @Test func packagesThatAskForItStayShared() {
            let package = SystemPackage(pkgConfig: "liblz4", apt: "liblz4-dev", linksStatically: false)
            let found = StaticLibraries.find([package], environment: ProcessInfo.processInfo.environment)
            #expect(!found.archives.contains { $0.library == "lz4" })
            #expect(found.shared == [])
        }

        /// The flags, as the compiler's driver takes them, really leave nothing but the C library to load.
        @Test func aLinkedProgramNeedsTheCLibraryOnly() throws {
            let folder = try TemporaryFolder()
            let environment = PinnedEnvironment.make(from: ProcessInfo.processInfo.environment)
            let compiler = try #require(Subprocess.find("swiftc", environment: environment))
            let source = try folder.write(
                """
                @_silgen_name("LZ4_versionString") func lz4Version() -> UnsafePointer<CChar>
                @_silgen_name("uv_version_string") func uvVersion() -> UnsafePointer<CChar>
                @_silgen_name("yaml_get_version_string") func yamlVersion() -> UnsafePointer<CChar>
                print(String(cString: lz4Version()), String(cString: uvVersion()), String(cString: yamlVersion()))
                """,
                to: "main.swift"
            )
            let libraries = StaticLibraries.find(
                ["liblz4", "libuv", "yaml-0.1"].map { SystemPackage(pkgConfig: $0, apt: "") },
                environment: environment
            )
            #expect(libraries.shared == [])
            let binary = folder.path + "/program"
            // As SwiftPM does, pkg-config's folder comes first.
            let command = Subprocess(
                compiler,
                [
                    "-L/usr/lib/x86_64-linux-gnu", "-L/usr/lib/aarch64-linux-gnu", "-llz4", "-luv", "-lyaml", source,
                    "-o", binary,
                ]
                    + ["-static-stdlib", "-use-ld=lld"] + libraries.linkerFlags,
                environment: environment
            )
            var lines: [String] = []
            #expect(try command.run(.long) { lines.append($0) } == .exited(0), "\(lines.joined(separator: "\n"))")
            let needed = try #require(ELFFile(path: binary)?.needed)
            #expect(needed.allSatisfy { $0.hasPrefix("libc.") || $0.hasPrefix("libm.") || $0.hasPrefix("ld-linux") })
            #expect(Subprocess(binary, [], environment: [:]).output()?.text.split(separator: " ").count == 3)
        }
    }
#endif
