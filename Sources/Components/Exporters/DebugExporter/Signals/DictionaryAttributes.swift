internal import Pdata

/// The attributes in a dictionary of profiles, each as the text that stands for it wherever it is referred to.
///
/// Made once, because one attribute may be referred to from every sample.
struct DictionaryAttributes {
    private var texts: [Bytes] = []

    /// The attributes of `dictionary` as `key: Type(value)`, or as `key=value`.
    init(_ dictionary: ProfilesDictionaryView, strings: [String], isTyped: Bool) {
        var texts: [Bytes] = []
        var remaining = TextBuffer.standardLimit
        dictionary.forEachAttribute { attribute in
            var text = TextBuffer(limit: remaining)
            text.strings = strings
            let key = Int(attribute.keyIndex)
            text.append(strings.indices.contains(key) ? strings[key] : "[Missing Dictionary Key String Item #\(key)]")
            if isTyped {
                text.append(": ")
                text.append(typed: attribute.value)
            } else {
                text.append("=")
                text.append(plain: attribute.value)
            }
            let bytes = text.finishBytes()
            remaining -= bytes.count
            texts.append(bytes)
        }
        self.texts = texts
    }

    /// The text of the attribute that `reference`, an `int32` on the wire, names.
    subscript(reference: UInt64) -> Bytes {
        let index = Int(Int32(truncatingIfNeeded: reference))
        guard texts.indices.contains(index) else {
            return Bytes(utf8: "[Missing Dictionary AttributeTable Item #\(index)]")
        }
        return texts[index]
    }
}
