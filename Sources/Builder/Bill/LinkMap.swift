package import Foundation

/// What lld's map says that each input brought into the binary.
package struct LinkMap: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        /// Machine code, in bytes.
        package var text = 0
        /// Everything else that is loaded and stands in the file.
        package var data = 0

        package init(text: Int = 0, data: Int = 0) {
            self.text = text
            self.data = data
        }
    }

    /// By the part's name; see ``Origin``.
    package private(set) var parts: [Origin: Part] = [:]

    /// Where a piece of the binary comes from.
    package enum Origin: Sendable, Hashable {
        /// A Swift or C module that was compiled for it.
        case module(String)
        /// An archive of the system, such as `libcrypto`.
        case library(String)
        case swiftRuntime
        /// C++'s, GCC's and C's.
        case compilerRuntime
        /// What the linker made itself.
        case linker
    }

    /// Columns of a map: what an output section, and what an input section begins in. Symbols stand further right.
    private static let outputColumn = 49
    private static let inputColumn = 57

    /// Reads a map. What does not look like one adds nothing.
    package init(_ map: Data) {
        var isCode = false
        var isLoaded = false
        map.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var start = 0
            // Lines of one file follow each other by the hundred.
            var last: (file: UnsafeRawBufferPointer, origin: Origin)?
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                defer { start = end + 1 }
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                guard line.count > Self.outputColumn else { continue }
                if line[Self.outputColumn] != UInt8(ascii: " ") {
                    let name = String(decoding: line[Self.outputColumn...], as: UTF8.self)
                    isCode = Self.codeSections.contains(name)
                    // What is not loaded has no address; what is zero at the start is not in the file.
                    isLoaded = Self.number(line[0..<16]) != 0 && !Self.emptySections.contains(name)
                } else if isLoaded, line.count > Self.inputColumn, line[Self.inputColumn] != UInt8(ascii: " "),
                    let size = Self.number(line[34..<42]), size > 0
                {
                    let file = Self.file(UnsafeRawBufferPointer(rebasing: line[Self.inputColumn...]))
                    let origin: Origin
                    if let last, last.file.count == file.count, last.file.elementsEqual(file) {
                        origin = last.origin
                    } else {
                        origin = Origin(file: String(decoding: file, as: UTF8.self))
                        last = (file, origin)
                    }
                    if isCode {
                        parts[origin, default: Part()].text += size
                    } else {
                        parts[origin, default: Part()].data += size
                    }
                }
            }
        }
    }

    private static let codeSections: Set<String> = [".text", ".plt", ".iplt", ".init", ".fini"]
    private static let emptySections: Set<String> = [".bss", ".tbss", ".bss.rel.ro"]

    /// The file of an input section such as `/usr/lib/libz.a(inflate.o):(.text.inflate)`.
    private static func file(_ input: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = input.count - 1
        while end > 0 {
            if input[end] == UInt8(ascii: "("), input[end - 1] == UInt8(ascii: ":") {
                return UnsafeRawBufferPointer(rebasing: input[..<(end - 1)])
            }
            end -= 1
        }
        return input
    }

    private static func number(_ column: Slice<UnsafeRawBufferPointer>) -> Int? {
        Int(String(decoding: column, as: UTF8.self).drop { $0 == " " }, radix: 16)
    }
}

extension LinkMap.Origin {
    /// Of a file such as `/usr/lib/libz.a(inflate.o)`.
    init(file: String) {
        let folders = file.split(separator: "/")
        if let folder = folders.last(where: { $0.hasSuffix(".build") }), file.hasSuffix(".o") {
            self = .module(String(folder.dropLast(".build".count)))
        } else if folders.contains("swift_static") || folders.last == "swiftrt.o" {
            self = .swiftRuntime
        } else if let archive = folders.last, let name = Self.archive(archive) {
            self = Self.runtimes.contains(where: name.hasPrefix) ? .compilerRuntime : .library(Self.plain(name))
        } else {
            self = file.hasPrefix("<") ? .linker : .compilerRuntime
        }
    }

    /// The name of `libz.a(inflate.o)`; an archive that stands in for a shared library is listed as that.
    private static func archive(_ file: Substring) -> Substring? {
        guard file.hasSuffix(")"), let name = file.split(separator: "(").first else { return nil }
        return [".a", ".so"].first(where: name.hasSuffix).map { name.dropLast($0.count) }
    }

    private static let runtimes = ["libstdc++", "libgcc", "libc-", "libm-", "libsupc++", "libc_nonshared"]

    /// Debian's `libuv_a` is `libuv`.
    private static func plain(_ name: Substring) -> String {
        if name == "libc" || name == "libm" { return "glibc" }
        return String(name.hasSuffix("_a") ? name.dropLast(2) : name)
    }
}
