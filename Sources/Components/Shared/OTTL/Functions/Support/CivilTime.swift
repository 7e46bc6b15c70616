internal import CollectorAPI

/// A point in time as a calendar and a clock show it.
struct CivilTime: Sendable {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0
    /// Seconds east of Greenwich.
    var offset = 0
    var zoneName = "UTC"

    init() {}

    /// What clocks show `nanoseconds` after 1970, `offset` seconds east of Greenwich.
    init(_ nanoseconds: Int64, offset: Int = 0, zoneName: String = "UTC") {
        var seconds = nanoseconds / 1_000_000_000
        var fraction = nanoseconds % 1_000_000_000
        if fraction < 0 {
            fraction += 1_000_000_000
            seconds -= 1
        }
        let local = Int(seconds) + offset
        var (days, rest) = local.quotientAndRemainder(dividingBy: 86400)
        if rest < 0 {
            rest += 86400
            days -= 1
        }
        let date = GregorianDate(daysSince1970: days)
        (year, month, day) = (date.year, date.month, date.day)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        nanosecond = Int(fraction)
        self.offset = offset
        self.zoneName = zoneName
    }

    /// The day, counted from 1970-01-01.
    var daysSince1970: Int {
        // Years begin in March, so that a leap day is the last.
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Seconds since 1970 as if the offset were none.
    var localSeconds: Int { daysSince1970 * 86400 + hour * 3600 + minute * 60 + second }

    /// Nanoseconds since 1970; nil when there are too many.
    var nanosecondsSince1970: Int64? {
        let (product, overflow) = Int64(localSeconds - offset).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        let (sum, carried) = product.addingReportingOverflow(Int64(nanosecond))
        return carried ? nil : sum
    }

    /// The day of the week; 0 is Sunday.
    var weekday: Int {
        let remainder = (daysSince1970 + 4) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// The day of the year, from 1 on.
    var dayOfYear: Int {
        var first = self
        first.month = 1
        first.day = 1
        return daysSince1970 - first.daysSince1970 + 1
    }

    /// Whether there is such a day and time.
    var isValid: Bool {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day) && (0...23).contains(hour)
            && (0...59).contains(minute) && (0...60).contains(second) && (0...9999).contains(year)
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
