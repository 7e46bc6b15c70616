internal import CMalloc
internal import Glibc

/// What the allocator and the system say of the process's memory.
enum HeapFacts {
    /// The sums, in bytes, a line each.
    static var text: String {
        let info = mallinfo2()
        let rows: [(name: String, value: Int, note: String)] = [
            ("in_use", info.uordblks + info.hblkhd, "allocated and not freed"),
            ("in_use_mapped", info.hblkhd, "of which in pieces mapped one by one"),
            ("free", info.fordblks, "freed, and kept for reuse"),
            ("releasable", info.keepcost, "of which could go back to the system"),
            ("arena", info.arena, "obtained from the system, but for mapped pieces"),
            ("mapped_pieces", info.hblks, "number of mapped pieces"),
            ("resident", ProcessFacts.status("VmRSS"), "in physical memory, program and libraries included"),
            ("resident_peak", ProcessFacts.status("VmHWM"), "the most that ever was"),
            ("resident_anonymous", ProcessFacts.status("RssAnon"), "heap and stacks"),
            ("swapped", ProcessFacts.status("VmSwap"), "on disk"),
        ]
        return rows.map { "\($0.name): \($0.value) # \($0.note)\n" }.joined()
    }

    /// Every arena with its sizes, as glibc writes them.
    static var arenas: String {
        var buffer: UnsafeMutablePointer<CChar>?
        var count = 0
        guard let file = open_memstream(&buffer, &count) else { return "<malloc/>\n" }
        malloc_info(0, file)
        fclose(file)
        defer { free(buffer) }
        return buffer.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: count), as: UTF8.self) } ?? ""
    }
}
