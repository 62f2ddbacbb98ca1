import Foundation
import Testing

@testable import Escalation

@Suite struct CalendarDayTests {
  /// Against the calendar of the standard library, over four centuries and all ends of months.
  @Test func daysAreThoseOfTheCalendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for year in stride(from: 1801, through: 2200, by: 1) {
      for month in 1...12 {
        for day in [1, 15, CalendarDay.length(year: year, month: month)] {
          let date = try #require(
            calendar.date(from: DateComponents(year: year, month: month, day: day)))
          let expected = Int((date.timeIntervalSince1970 / 86_400).rounded())
          #expect(CalendarDay(year: year, month: month, day: day)?.number == expected)
        }
      }
    }
  }

  @Test(arguments: [
    "2001-02-29", "1900-02-29", "2001-04-31", "2001-13-01", "2001-00-10", "2001-01-00", "2001-1-1",
    "01-01-2001", "2001-01-01T00", "", "2001-01-", "-001-01-01", "２００１-01-01",
  ])
  func whatIsNoDayIsRefused(_ text: String) { #expect(CalendarDay(text) == nil) }

  @Test(arguments: ["2000-02-29", "2004-02-29", "1999-12-31"])
  func aDayIsWrittenAsItIsRead(_ text: String) {
    #expect(CalendarDay(text)?.description == text)
  }
}
