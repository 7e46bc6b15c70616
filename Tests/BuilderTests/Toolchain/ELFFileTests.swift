import Foundation
import Testing

@testable import Builder

@Suite struct ELFFileTests {
    private let image = ELFImage(needed: ["libssl.so.3", "libc.so.6"]).bytes

    private func needed(_ bytes: [UInt8]) -> [String]? { ELFFile(Data(bytes))?.needed }

    @Test func neededLibrariesAreReadInOrder() {
        #expect(needed(image) == ["libssl.so.3", "libc.so.6"])
        #expect(needed(ELFImage(needed: []).bytes) == [])
    }

    @Test func otherFilesAreNone() {
        #expect(needed([]) == nil)
        #expect(needed(Array("#!/bin/sh\nexec true\n".utf8)) == nil)
        #expect(needed(Array(image.prefix(16))) == nil)
    }

    @Test func truncatedFilesAreReadWithoutCrash() {
        for length in 0..<image.count {
            #expect(needed(Array(image.prefix(length)))?.count ?? 0 <= 2)
        }
    }

    @Test(arguments: [0x00, 0x7f, 0x80, 0xff] as [UInt8])
    func mutatedFilesAreReadWithoutCrash(value: UInt8) {
        for width in [1, 2, 4, 8] {
            for offset in 4..<(image.count - width) {
                var bytes = image
                for index in offset..<(offset + width) { bytes[index] = value }
                _ = needed(bytes)
            }
        }
    }

    #if os(Linux)
        @Test func thisProgramNeedsTheCLibrary() throws {
            let file = try #require(ELFFile(path: "/proc/self/exe"))
            #expect(file.needed.contains("libc.so.6"))
            #expect(file.interpreter?.contains("ld-linux") == true)
        }
    #endif
}
