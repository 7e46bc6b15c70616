/// One of the messages around the current place of an edit, from the request down to the record.
struct SpliceLevel: ~Copyable {
    /// The field of the message around it that this one is.
    var number = 0
    /// The message's bytes as they were when its children began to be stepped through.
    var source: UnsafeRawPointer
    var count = 0

    /// The number of the field that the children are in; 0 while they are not stepped through.
    var childNumber = 0
    /// Where the current child begins with its tag, and where the next field is looked for.
    var childStart = 0
    var position = 0
    /// Up to where the source is either written or left out.
    var copied = 0
    /// Whether the message has been begun in the output; where its tag begins there, where its length, where its content.
    var isOpen = false
    var tagStart = 0
    var lengthStart = 0
    var contentStart = 0

    /// How many children stay, and how many are removed.
    var kept = 0
    var removed = 0

    /// The message, for edits while its children are not stepped through.
    var draft: MessageDraft
    /// The message without its children, for edits while they are.
    var header: MessageDraft

    init(_ source: UnsafeRawPointer) {
        self.source = source
        draft = MessageDraft(source)
        header = MessageDraft(source)
    }

    /// Whether the children are being stepped through.
    var isContainer: Bool { childNumber != 0 }

    /// Takes on the message of `count` bytes at `source`, which is the field `number` of the one around it.
    mutating func enter(_ number: Int, _ source: UnsafeRawPointer, _ count: Int) {
        self.number = number
        draft.reset(source, count)
        childNumber = 0
        isOpen = false
        kept = 0
        removed = 0
    }

    /// Begins to step through the children in field `number`; nothing when there can be none.
    mutating func beginChildren(_ number: Int) {
        source = draft.base
        count = draft.count
        childNumber = number
        position = 0
        copied = 0
        kept = 0
        removed = 0
        isOpen = false
        header.reset(source, count, omitting: number)
    }
}
