internal import CollectorNet
internal import Glibc

/// The pages of Go's profiler, each with what there is of it in a Swift program.
enum ProfilePages {
    static let heapPath = "/debug/pprof/heap"
    static let threadsPath = "/debug/pprof/threadcreate"

    private struct Page {
        var name: String
        var summary: String
        /// What to use in place of a profile that there is not; empty for a page that is served.
        var instead = ""
    }

    private static var pages: [Page] {
        let process = getpid()
        return [
            Page(name: "cmdline", summary: "The command line, its arguments separated by zero bytes."),
            Page(name: "heap", summary: "What malloc holds, as text; ?debug=2 for every arena, as XML."),
            Page(name: "threadcreate", summary: "The threads, with the CPU time that each has used."),
            Page(
                name: "profile",
                summary: "CPU profile.",
                instead: "perf record -g -p \(process) -- sleep 30, then perf report; or perf script into a flame graph"
            ),
            Page(
                name: "allocs",
                summary: "Allocations.",
                instead: "heaptrack -p \(process), or bpftrace or perf on malloc (perf probe -x libc.so.6 malloc)"
            ),
            Page(name: "goroutine", summary: "Stacks.", instead: "gdb -p \(process) -batch -ex 'thread apply all bt'"),
            Page(name: "block", summary: "Blocking.", instead: "perf trace -s -p \(process), or offcputime of bcc"),
            Page(
                name: "mutex",
                summary: "Contended locks.",
                instead: "perf lock contention, or futex calls in perf trace"
            ),
            Page(name: "trace", summary: "Execution trace.", instead: "perf sched record, or strace -f -p \(process)"),
            Page(
                name: "symbol",
                summary: "Names of addresses.",
                instead: "addr2line, with a binary that is not stripped"
            ),
        ]
    }

    /// The answer to `request`.
    static func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" || request.path.hasSuffix("/symbol") else {
            return HTTPResponse(status: 405, headers: ["allow": "GET, HEAD"])
        }
        let prefix = "/debug/pprof/"
        if request.path + "/" == prefix {
            return HTTPResponse(status: 301, headers: ["location": prefix])
        }
        guard request.path.hasPrefix(prefix) else { return HTTPResponse(status: 404, text: "404 page not found\n") }
        let name = request.path.dropFirst(prefix.count)
        guard !name.isEmpty else {
            return HTTPResponse(status: 200, text: index, contentType: "text/html; charset=utf-8")
        }
        guard let page = pages.first(where: { $0.name == name }) else {
            return HTTPResponse(status: 404, text: "Unknown profile\n")
        }
        switch page.name {
        case "cmdline": return HTTPResponse(status: 200, text: ProcessFacts.commandLine)
        case "heap":
            let wantsAll = request.query.split(separator: "&").contains("debug=2")
            guard wantsAll else { return HTTPResponse(status: 200, text: HeapFacts.text) }
            return HTTPResponse(status: 200, text: HeapFacts.arenas, contentType: "application/xml")
        case "threadcreate": return HTTPResponse(status: 200, text: ProcessFacts.threads)
        default:
            let text =
                "This collector is written in Swift, whose runtime records no profile \"\(page.name)\".\n"
                + "Use in its place, on the collector's machine: \(page.instead)\n"
            return HTTPResponse(status: 501, text: text)
        }
    }

    private static var index: String {
        var rows = ""
        for page in pages {
            let note = page.instead.isEmpty ? page.summary : "\(page.summary) Not recorded; use: \(page.instead)"
            rows += "<tr><td><a href=\"\(page.name)\">\(page.name)</a></td><td>\(escaped(note))</td></tr>\n"
        }
        return """
            <!DOCTYPE html>
            <html><head><title>/debug/pprof/</title></head><body>
            <h1>/debug/pprof/</h1>
            <table>
            \(rows)</table>
            </body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}
