import Foundation
import Testing

@testable import Builder

@Suite struct SizeBillTests {
    /// Lines of a map that lld 21 wrote.
    private static let map = """
                     VMA              LMA     Size Align Out     In      Symbol
                     2e0              2e0       1c     1 .interp
                     2e0              2e0       1c     1         <internal>:(.interp)
                    1000             1000      100     4 .rodata
                    1000             1000       80     4         /c/scratch/release/Pdata.build/Wire.swift.o:(.rodata)
                    1080             1080       80     4         /usr/lib/x86_64-linux-gnu/libcrypto.so(libcrypto-lib-x.o):(.rodata.x)
                    2000             2000      900    16 .text
                    2000             2000      300    16         /c/scratch/release/Pdata.build/Wire.swift.o:(.text)
                    2000             2000        0     1                 $s5Pdata
                    2300             2300      200    16         /c/scratch/release/OTLPReceiver.build/OTLPReceiver.swift.o:(.text)
                    2500             2500      100    16         /opt/swift/usr/lib/swift_static/linux/libswiftCore.a(Array.o):(.text)
                    2600             2600       80    16         /usr/lib/gcc/x86_64-linux-gnu/12/libstdc++.a(eh.o):(.text)
                    2680             2680       40    16         /usr/lib/x86_64-linux-gnu/libuv_a.a(loop.c.o):(.text)
                    3000             3000     5000    16 .bss
                    3000             3000     5000    16         /c/scratch/release/Pdata.build/Wire.swift.o:(.bss)
                       0                0      800     1 .debug_info
                       0                0      800     1         /c/scratch/release/Pdata.build/Wire.swift.o:(.debug_info)

        """

    private var bill: SizeBill {
        var costs = CompilerCosts()
        costs.modules = ["Pdata": .init(seconds: 12.34, compiled: Date(timeIntervalSince1970: 0))]
        return SizeBill(
            map: LinkMap(Data(Self.map.utf8)),
            bytes: 0x1000,
            components: ["OTLPReceiver"],
            costs: costs
        )
    }

    @Test func bytesAreThoseOfTheModulesAndLibrariesTheyComeFrom() {
        let parts = LinkMap(Data(Self.map.utf8)).parts
        #expect(parts[.module("Pdata")] == .init(text: 0x300, data: 0x80))
        #expect(parts[.module("OTLPReceiver")] == .init(text: 0x200))
        #expect(parts[.library("libcrypto")] == .init(data: 0x80))
        #expect(parts[.library("libuv")] == .init(text: 0x40))
        #expect(parts[.swiftRuntime] == .init(text: 0x100))
        #expect(parts[.compilerRuntime] == .init(text: 0x80))
        #expect(parts[.linker] == .init(data: 0x1c))
        #expect(LinkMap(Data("no map\n".utf8)).parts.isEmpty)
    }

    @Test func theRowsAddUpToTheBinary() throws {
        let bill = bill
        #expect(bill.rows.reduce(0) { $0 + $1.bytes } == bill.bytes)
        #expect(bill.rows.first { $0.name == "Pdata" }?.seconds == 12.34)
        #expect(bill.largest(2) == "linker's tables 2.1 KB, Pdata 896 B")
        #expect(
            bill.table(atLeast: 0.1) == """
                 text    data  CPU s  part
                  0 B  2.1 KB         linker's tables
                768 B   128 B   12.3  Pdata
                512 B     0 B         OTLPReceiver (component)
                448 B   128 B         4 others
                """
        )
    }

    @Test func itIsKeptBetweenRuns() throws {
        let folder = try TemporaryFolder()
        #expect(SizeBill.read(folder.path + "/bill") == nil)
        try bill.write(folder.path + "/bill")
        #expect(SizeBill.read(folder.path + "/bill") == bill)
    }
}
