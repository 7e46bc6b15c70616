/// A day of the Gregorian calendar.
public struct GregorianDate: Sendable, Hashable {
    /// The year, such as 2026.
    public var year: Int
    /// The month, from 1 to 12.
    public var month: Int
    /// The day of the month, from 1 to 31.
    public var day: Int

    /// The day that is `days` after 1970-01-01, or before it where that is negative.
    ///
    /// Counts in eras of 400 years, whose years begin in March so that a leap day is the last of its year; 719,468 days
    /// lie between 0000-03-01 and 1970-01-01.
    public init(daysSince1970 days: Int) {
        let (quotient, remainder) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let (era, dayOfEra) = remainder < 0 ? (quotient - 1, remainder + 146_097) : (quotient, remainder)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }
}
