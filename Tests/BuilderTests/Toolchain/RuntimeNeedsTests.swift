import Testing

@testable import Builder

@Suite struct RuntimeNeedsTests {
    @Test(arguments: [
        ("libssl.so.3", "libssl3"), ("libcrypto.so.3", "libssl3"), ("libuv.so.1", "libuv1"),
        ("libnghttp2.so.14", "libnghttp2-14"), ("libdeflate.so.0", "libdeflate0"),
        ("libyaml-0.so.2", "libyaml-0-2"), ("libsnappy.so.1", "libsnappy1v5"), ("liblz4.so.1", "liblz4-1"),
    ]
    )
    func librariesHaveDebianPackages(library: String, package: String) {
        #expect(RuntimeNeeds(libraries: [library]).packages == [package])
    }

    @Test func slimImagesNeedNothing() {
        let needs = RuntimeNeeds(libraries: [
            "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6", "ld-linux-x86-64.so.2", "libz.so.1",
        ])
        #expect(needs.packages.isEmpty)
        let advice = needs.advice(baseImage: "debian:12-slim").joined(separator: "\n")
        #expect(advice.contains("debian:12-slim"))
        #expect(!advice.contains("apt-get"))
    }

    @Test func theRestIsOneCommand() {
        let needs = RuntimeNeeds(libraries: ["libssl.so.3", "libcrypto.so.3", "libc.so.6", "libuv.so.1"])
        let advice = needs.advice(baseImage: "debian:12-slim")
        #expect(
            advice.contains { $0.contains("apt-get install -y --no-install-recommends libssl3 libuv1") }
        )
    }

    @Test func unknownLibrariesAreNamed() {
        let advice = RuntimeNeeds(libraries: ["libacme.so.4", "libc.so.6"]).advice(baseImage: "debian:12-slim")
        #expect(advice.contains { $0.contains("no known package") && $0.contains("libacme.so.4") })
        #expect(!advice.contains { $0.contains("apt-get") })
    }

    @Test func imageIsThatOfTheBuildingSystem() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n"
        #expect(RuntimeNeeds.baseImage(osRelease: debian) == "debian:12-slim")
        #expect(RuntimeNeeds.baseImage(osRelease: "ID=ubuntu\nVERSION_ID=\"24.04\"\n") == "ubuntu:24.04")
    }
}
