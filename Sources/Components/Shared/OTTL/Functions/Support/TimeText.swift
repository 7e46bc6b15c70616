/// Times as text.
enum TimeText {
    /// `time` as `layout` has it.
    static func format(_ time: CivilTime, _ layout: TimeLayout) -> String {
        var result = ""
        for part in layout.parts {
            switch part {
            case .literal(let text): result += text
            case .fraction(let digits): result += fraction(time, digits)
            case .directive(let letter): result += text(time, letter)
            }
        }
        return result
    }

    /// A time as Go prints it.
    static func goDefault(_ nanoseconds: Int64) -> String {
        let time = CivilTime(nanoseconds)
        let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
        let clock = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
        return "\(date) \(clock)\(fraction(time, 0)) +0000 UTC"
    }

    /// A point and `digits` digits of the second's fraction; for 0 as many as are not zero.
    private static func fraction(_ time: CivilTime, _ digits: Int) -> String {
        var text = padded(time.nanosecond, 9)
        guard digits == 0 else { return "." + text.prefix(digits) }
        while text.hasSuffix("0") { text.removeLast() }
        return text.isEmpty ? "" : "." + text
    }

    static func padded(_ value: Int, _ count: Int, with padding: Character = "0") -> String {
        let digits = String(value)
        return String(repeating: padding, count: max(0, count - digits.count)) + digits
    }

    private static func text(_ time: CivilTime, _ letter: Character) -> String {
        let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
        switch letter {
        case "Y": return padded(time.year, 4)
        case "y": return padded(time.year % 100, 2)
        case "m": return padded(time.month, 2)
        case "o": return padded(time.month, 2, with: " ")
        case "q": return "\(time.month)"
        case "b": return String(CivilTime.months[time.month - 1].prefix(3))
        case "B": return CivilTime.months[time.month - 1]
        case "d": return padded(time.day, 2)
        case "e": return padded(time.day, 2, with: " ")
        case "g": return "\(time.day)"
        case "a": return String(CivilTime.weekdays[time.weekday].prefix(3))
        case "A": return CivilTime.weekdays[time.weekday]
        case "H": return padded(time.hour, 2)
        case "I": return padded(hour12, 2)
        case "k": return padded(time.hour, 2, with: " ")
        case "l": return "\(hour12)"
        case "p": return time.hour < 12 ? "AM" : "PM"
        case "P": return time.hour < 12 ? "am" : "pm"
        case "M": return padded(time.minute, 2)
        case "K": return "\(time.minute)"
        case "S": return padded(time.second, 2)
        case "U": return "\(time.second)"
        case "L": return padded(time.nanosecond / 1_000_000, 3)
        case "f": return padded(time.nanosecond / 1000, 6)
        case "s": return padded(time.nanosecond, 9)
        case "N": return padded(time.dayOfYear, 3)
        case "w", "u": return "\(time.weekday)"
        case "Z": return time.zoneName
        case "z": return zone(time.offset, colon: false, minutes: true)
        case "j": return zone(time.offset, colon: true, minutes: true)
        case "J": return time.offset == 0 ? "Z" : zone(time.offset, colon: true, minutes: true)
        case "i": return zone(time.offset, colon: false, minutes: false)
        default: return ""
        }
    }

    private static func zone(_ offset: Int, colon: Bool, minutes: Bool) -> String {
        let size = abs(offset)
        let hours = (offset < 0 ? "-" : "+") + padded(size / 3600, 2)
        return minutes ? hours + (colon ? ":" : "") + padded(size / 60 % 60, 2) : hours
    }
}

/// Reads a time.
struct TimeReader {
    private var rest: Substring
    private var time = CivilTime()
    private var isAfternoon: Bool?
    private var hasZone = false
    private var dayOfYear: Int?

    private init(_ text: String) {
        rest = Substring(text)
        // A time without a date is one of the year 0, as in Go.
        time.year = 0
    }

    /// Nanoseconds since 1970 of the time that `text` is; nil when it is none.
    static func read(_ text: String, _ layout: TimeLayout, _ zone: TimeZoneRules) -> Int64? {
        var reader = TimeReader(text)
        for part in layout.parts {
            guard reader.take(part) else { return nil }
            // Go takes a fraction after the seconds, whether the layout has one or not.
            if part == .directive("S") || part == .directive("U") { reader.takeUnannouncedFraction(layout) }
        }
        guard reader.rest.isEmpty else { return nil }
        return reader.finish(zone)
    }

    private mutating func finish(_ zone: TimeZoneRules) -> Int64? {
        if let isAfternoon {
            guard (1...12).contains(time.hour) else { return nil }
            time.hour = time.hour % 12 + (isAfternoon ? 12 : 0)
        }
        if let dayOfYear {
            guard (1...366).contains(dayOfYear) else { return nil }
            let days = CivilTimeDays(year: time.year).first + dayOfYear - 1
            let date = CivilTime(Int64(days) &* 86_400_000_000_000)
            (time.month, time.day) = (date.month, date.day)
        }
        guard time.isValid else { return nil }
        if !hasZone { time.offset = zone.offset(atLocal: Int64(time.localSeconds)).offset }
        return time.nanosecondsSince1970
    }

    private mutating func takeUnannouncedFraction(_ layout: TimeLayout) {
        let isAnnounced = layout.parts.contains { part in
            if case .fraction = part { return true }
            return ["L", "f", "s"].contains { part == .directive($0) }
        }
        guard !isAnnounced, let first = rest.first, first == "." || first == ",",
            let next = rest.dropFirst().first, next.isNumber
        else { return }
        _ = takeFraction()
    }

    private mutating func take(_ part: TimeLayout.Part) -> Bool {
        switch part {
        case .literal(let text):
            guard rest.hasPrefix(text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        case .fraction(let digits):
            guard let first = rest.first, first == "." || first == "," else { return digits == 0 }
            return takeFraction()
        case .directive(let letter):
            return take(letter)
        }
    }

    private mutating func takeFraction() -> Bool {
        rest.removeFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let value = Int((digits + "000000000").prefix(9)) else { return false }
        time.nanosecond = value
        rest = rest.dropFirst(digits.count)
        return true
    }

    private mutating func number(_ lengths: ClosedRange<Int>, allowsSpace: Bool = false) -> Int? {
        if allowsSpace, rest.first == " " { rest.removeFirst() }
        let digits = rest.prefix(lengths.upperBound).prefix { $0.isASCII && $0.isNumber }
        guard digits.count >= lengths.lowerBound, let value = Int(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }

    private mutating func set(_ field: WritableKeyPath<CivilTime, Int>, _ value: Int?) -> Bool {
        guard let value else { return false }
        time[keyPath: field] = value
        return true
    }

    private mutating func take(_ letter: Character) -> Bool {
        switch letter {
        case "Y": return set(\.year, number(4...4))
        case "y": return set(\.year, number(2...2).map { $0 < 69 ? 2000 + $0 : 1900 + $0 })
        case "m": return set(\.month, number(2...2))
        case "o", "q": return set(\.month, number(1...2, allowsSpace: true))
        case "b", "B": return set(\.month, name(CivilTime.months, isShort: letter == "b").map { $0 + 1 })
        case "d": return set(\.day, number(2...2))
        case "e", "g": return set(\.day, number(1...2, allowsSpace: true))
        case "a", "A": return name(CivilTime.weekdays, isShort: letter == "a") != nil
        case "H": return set(\.hour, number(2...2))
        case "I": return set(\.hour, number(2...2))
        case "k", "l": return set(\.hour, number(1...2, allowsSpace: true))
        case "p", "P":
            let half = rest.prefix(2).lowercased()
            guard half == "am" || half == "pm" else { return false }
            isAfternoon = half == "pm"
            rest = rest.dropFirst(2)
            return true
        case "M": return set(\.minute, number(2...2))
        case "K": return set(\.minute, number(1...2))
        case "S": return set(\.second, number(2...2))
        case "U": return set(\.second, number(1...2))
        case "L": return set(\.nanosecond, number(3...3).map { $0 * 1_000_000 })
        case "f": return set(\.nanosecond, number(6...6).map { $0 * 1000 })
        case "s": return set(\.nanosecond, number(9...9))
        case "N":
            dayOfYear = number(3...3)
            return dayOfYear != nil
        case "w", "u": return number(1...1) != nil
        case "Z": return zoneName()
        case "z", "j", "J", "i": return zone(letter)
        default: return false
        }
    }

    private mutating func name(_ names: [String], isShort: Bool) -> Int? {
        let found = names.firstIndex { name in
            let name = isShort ? String(name.prefix(3)) : name
            return rest.prefix(name.count).lowercased() == name.lowercased()
        }
        if let found { rest = rest.dropFirst(isShort ? 3 : names[found].count) }
        return found
    }

    /// An abbreviation: of what time it is only known for Greenwich's.
    private mutating func zoneName() -> Bool {
        let name = rest.prefix { $0.isASCII && ($0.isUppercase || $0 == "+" || $0 == "-" || $0.isNumber) }
        guard name.count >= 3 else { return false }
        rest = rest.dropFirst(name.count)
        if name == "UTC" || name == "GMT" { hasZone = true }
        return true
    }

    private mutating func zone(_ letter: Character) -> Bool {
        hasZone = true
        if rest.first == "Z" {
            guard letter == "z" || letter == "J" else { return false }
            rest.removeFirst()
            return true
        }
        guard let sign = rest.popFirst(), sign == "+" || sign == "-", let hours = number(2...2) else { return false }
        var minutes = 0
        if letter != "i" {
            if letter != "z" {
                guard rest.popFirst() == ":" else { return false }
            }
            guard let found = number(2...2) else { return false }
            minutes = found
        }
        guard hours < 24, minutes < 60 else { return false }
        time.offset = (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
        return true
    }
}

/// The days of a year.
private struct CivilTimeDays {
    /// The first, counted from 1970-01-01.
    let first: Int

    init(year: Int) {
        var time = CivilTime()
        time.year = year
        first = time.daysSince1970
    }
}
