/// Tells words from strings of letters that nobody could pronounce, such as the ids of sessions.
///
/// By how common each letter is behind the one before it, in the English and the names of technical documentation.
enum WordModel {
    /// For each letter, how unusual each letter behind it is: 0, the commonest, to 9, in bits.
    private static let rows: [[UInt8]] = [
        "53225436374121738121345547",
        "13331446236145248224166535",
        "15341461382245148331367757",
        "13320355165344247323355748",
        "24223346476231535112545347",
        "14331157097255158233366749",
        "25340543278242248223356756",
        "06450566185444147232375848",
        "33233338775230238321735584",
        "04330465254444135424244967",
        "24340444165343247413353746",
        "15430556086255148532356737",
        "03440567186335118534366759",
        "25211315274453247511346857",
        "43225446474220329122233567",
        "15441553283255228132365738",
        "55554566389244656334046689",
        "15330446194433148322446838",
        "35351562184345236520365747",
        "25340462175445248123465636",
        "32342347385121529111768576",
        "05450557197535249434666668",
        "15341553095342247124565677",
        "34141354295425417410555446",
        "23242445376221307312454755",
        "14440543166342259532475843",
    ].map { row in row.utf8.map { $0 - UInt8(ascii: "0") } }

    /// Shorter words are abbreviations as often as not.
    private static let leastLength = 5

    /// The mean of the bits above which letters make no word: below, 1 word in 15 of five letters is taken for none, 1 in
    /// 100 of eight, and of random letters three in four are found.
    private static let limit = 3.3

    /// Whether `letters`, of ASCII, make no word.
    static func isGibberish(_ letters: some Collection<UInt8>) -> Bool {
        guard letters.count >= leastLength else { return false }
        var bits = 0
        var previous: Int?
        var hasVowel = false
        var isHexadecimal = true
        for letter in letters {
            let index = Int((letter | 0x20) &- UInt8(ascii: "a"))
            guard index < rows.count else { return true }
            if let previous { bits += Int(rows[previous][index]) }
            previous = index
            hasVowel = hasVowel || vowels.contains(index)
            isHexadecimal = isHexadecimal && index < 6
        }
        if !hasVowel, letters.count > leastLength { return true }
        if isHexadecimal, letters.count >= 8 { return true }
        return Double(bits) / Double(letters.count - 1) > limit
    }

    /// a, e, i, o, u and y.
    private static let vowels: Set<Int> = [0, 4, 8, 14, 20, 24]
}
