import Foundation

/// The fenced blocks of a page, in order.
struct Tutorial {
    struct Block {
        /// The language, such as `sh`.
        var language: String
        /// What stands after it, such as `fails`.
        var note: String
        var text: String
    }

    let blocks: [Block]

    init(_ path: String) throws {
        var blocks: [Block] = []
        var open: Block?
        for line in try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
                    open = Block(language: words.first ?? "", note: words.count > 1 ? words[1] : "", text: "")
                }
            } else {
                open?.text += line + "\n"
            }
        }
        self.blocks = blocks
    }
}
