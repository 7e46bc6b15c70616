internal import Pdata

/// Lines that begin with a label.
extension TextBuffer {
    mutating func line(_ label: String) {
        append(label)
        endLine()
    }

    mutating func line(_ label: String, _ value: String) {
        append(label)
        append(value)
        endLine()
    }

    mutating func line(_ label: String, _ value: TextView) {
        append(label)
        append(value)
        endLine()
    }

    mutating func line(_ label: String, _ value: some BinaryInteger) {
        append(label)
        append(value)
        endLine()
    }

    mutating func line(_ label: String, fixed value: Double) {
        append(label)
        append(fixed: value)
        endLine()
    }

    mutating func line(_ label: String, time: UInt64) {
        append(label)
        append(time: time)
        endLine()
    }

    mutating func line(_ label: String, _ value: ValueView) {
        append(label)
        append(typed: value)
        endLine()
    }

    /// Numbers in brackets, separated by spaces.
    mutating func line(_ label: String, list values: some Sequence<some BinaryInteger>) {
        append(label)
        append("[")
        for (index, value) in values.enumerated() {
            if index > 0 { append(" ") }
            append(value)
        }
        append("]")
        endLine()
    }
}
