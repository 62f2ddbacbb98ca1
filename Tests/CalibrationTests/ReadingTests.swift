import Escalation
import Testing

@testable import Calibration

/// Events and counts as they are read, and what is wrong with them.
@Suite struct ReadingTests {
  private static let layout = EventLayout(
    cluster: "crisis", sides: ["a", "b"], date: .iso("day"), level: "act",
    levels: [
      ("talk", "coercive_signalling"), ("show", "show_of_force"), ("shot", "limited_clash"),
    ],
    attributes: ["place"])

  private static func read(_ lines: String, drops: Bool = false) throws -> EventTable {
    try EventTable(
      Counts.table(text: "crisis,a,b,day,act,place\n" + lines), layout: layout, dropsFlaws: drops)
  }

  @Test func eventsAreCutIntoSequences() throws {
    let events = try Self.read(
      """
      1,X,Y,2001-04-03,show,sea
      1,Y,X,2001-04-01,talk,sea
      1,X,Y,2001-04-03,shot,sea
      1,X,Z,2001-04-02,show,land
      2,X,Y,2001-05-01,talk,air

      """)
    let set = events.sequences
    #expect(set.sequences.map(\.name) == ["1 X Y", "1 X Z", "2 X Y"])
    #expect(set.clusters == ["1", "2"])
    // Two events of one day are one event of the higher level; sides may change places.
    let first = set.sequences[0]
    #expect(
      first.moves == [
        .init(history: History(first: 0), outcome: 2),
        .init(history: History(first: 0).moved(to: 2), outcome: 3),
      ])
    #expect(first.days[1] - first.days[0] == 2)
    #expect(first.attributes == ["place": "sea", "year": "2001", "era": "1993-2014"])
    #expect(first.start == 0 && first.peak == 2)
    #expect(events.dropped.isEmpty && events.notes.isEmpty)
  }

  @Test func flawedLinesAreAnErrorOrListed() throws {
    let lines = """
      1,X,Y,2001-02-29,show,sea
      1,X,Y,2001-02-28,shout,sea
      ,X,Y,2001-02-28,show,sea
      1,X,Y,2001-03-01,show,sea

      """
    do {
      _ = try Self.read(lines)
      Issue.record("it was read")
    } catch {
      for part in [
        "data.csv:2:7: error: '2001-02-29' is no day", "data.csv:3:18: error: 'shout' is no level",
        "data.csv:4:1: error: the crisis is missing",
      ] { #expect("\(error)".contains(part), "\(error)") }
    }
    let kept = try Self.read(lines, drops: true)
    #expect(kept.dropped.map(\.line) == [2, 3, 4])
    #expect(kept.dropped[0].reason.contains("is no day"))
    #expect(kept.sequences.moveCount == 1)
  }

  @Test func missingColumnsAreNamed() throws {
    do {
      _ = try EventTable(
        Counts.table(text: "crisis,a,b,dya,act\n1,X,Y,2001-01-01,show\n"), layout: Self.layout,
        dropsFlaws: false)
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains("the column 'day' is missing (did you mean 'dya'?)"), "\(error)")
      #expect("\(error)".contains("the column 'place' is missing"), "\(error)")
    }
  }

  /// Days that are not known, and days past the end of their month.
  @Test func datesOfThreeColumns() throws {
    let events = try EventTable(
      Counts.table(
        text: """
          micnum,eventnum,ccode1,ccode2,stmon,stday,styear,action,hostlev
          9,1,2,710,4,-9,1990,1,3
          9,2,710,2,4,31,1990,1,4
          9,3,2,710,5,1,1990,1,5

          """), layout: .militarizedInterstateEvents, dropsFlaws: false)
    let sequence = events.sequences.sequences[0]
    #expect(sequence.days.map { $0 - sequence.days[0] } == [0, 15, 16])
    #expect(
      events.notes == [
        "1 events of the file have no day of the month and were set on the 15th",
        "1 events of the file are on a day past the end of their month and were set on its last",
      ])
    #expect(
      sequence.attributes == [
        "year": "1990", "era": "1970-1992", "dyad": "2-710", "powers": "major_major",
        "china": "with_usa", "world_war": "no",
      ])
    #expect(throws: TextFileError.self) {
      try EventTable(
        Counts.table(
          text: "micnum,ccode1,ccode2,stmon,stday,styear,hostlev\n9,2,710,13,1,1990,3\n"),
        layout: .militarizedInterstateEvents, dropsFlaws: false)
    }
  }

  @Test func countsKeepWhatTheyCount() throws {
    let set = try Self.read(
      "1,X,Y,2001-04-01,talk,sea\n1,X,Y,2001-04-03,show,sea\n2,X,Y,2001-04-03,shot,sea\n"
    ).sequences
    let table = TransitionCounts.table(set, attributes: ["place"])
    #expect(
      table.csv == """
        cluster,sequence,place,rung,peak,next,count
        1,1,sea,coercive_signalling,coercive_signalling,show_of_force,1
        1,1,sea,show_of_force,show_of_force,end,1
        2,2,sea,limited_clash,limited_clash,end,1

        """)
    let again = try TransitionCounts(Counts.table(text: table.csv), ladder: Counts.ladder)
    #expect(again.knowsSequences && again.knowsPeaks)
    #expect(TransitionCounts.table(again.sequences, attributes: ["place"]).csv == table.csv)
    #expect(again.sequences.sequences.map(\.start) == [0, 2])
  }

  @Test(arguments: [
    ("rung,next,count\nshow,end,1\n", "'show' is no rung"),
    ("rung,next,count\nshow_of_force,ende,1\n", "'ende' is no rung"),
    ("rung,next,count\nshow_of_force,end,-1\n", "'-1' is no count"),
    ("rung,next,count\nshow_of_force,end,1000000000000\n", "is no count"),
    ("rung,next,count\nshow_of_force,end,1.5\n", "'1.5' is no count"),
    ("rung,next,count\nshow_of_force,end,0\n", "every count is zero"),
    ("rung,next,count\n", "the table has no moves"),
    ("rung,peak,next,count\nlimited_clash,show_of_force,end,1\n", "the peak lies below the rung"),
    ("rung,next\nshow_of_force,end\n", "the column 'count' is missing"),
    (
      "sequence,era,rung,next,count\n1,a,show_of_force,end,1\n1,b,show_of_force,end,1\n",
      "the era of one sequence is not the same"
    ),
    ("rung,next,count\nshow_of_force,end\n", "the line has 2 cells, the header 3"),
    ("rung,rung,next,count\na,b,c,1\n", "the column 'rung' stands twice"),
  ])
  func badCountsAreToldWithTheirPlace(text: String, says: String) {
    do {
      _ = try TransitionCounts(Counts.table(text: text), ladder: Counts.ladder)
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains(says), "\(error)")
      #expect("\(error)".contains("data.csv:"), "\(error)")
    }
  }

  @Test(arguments: [
    ("rung,days,count\nshow_of_force,0,1\n", "'0' is no number of days"),
    ("rung,days,count\nshow,1,1\n", "'show' is no rung"),
    ("rung,days,count\nshow_of_force,1,x\n", "'x' is no count"),
    ("rung,days,count\nshow_of_force,1,0\n", "the table counts no gap"),
  ])
  func badGapsAreToldWithTheirPlace(text: String, says: String) {
    do {
      _ = try GapCounts(Counts.table(text: text), ladder: Counts.ladder)
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains(says), "\(error)")
    }
  }

  @Test func whatCannotBeFittedIsSaid() throws {
    let one = try Self.read("1,X,Y,2001-04-01,talk,sea\n").sequences
    #expect(
      throws: CalibrationError.unfit(
        "1 move of 1 sequence: too few to fit; at least 20 moves are needed")
    ) { try LadderCalibration(one, CalibrationRequest()) }
    let many = (0..<30).map { "1,X,Y\($0),2001-04-01,talk,sea" }.joined(separator: "\n") + "\n"
    let level = try Self.read(many).sequences
    do {
      _ = try LadderCalibration(level, CalibrationRequest())
      Issue.record("it was fitted")
    } catch { #expect("\(error)".contains("one cluster"), "\(error)") }
    let filter = try #require(AttributeFilter("place=moon"))
    do {
      _ = try level.filter(filter)
      Issue.record("it was taken")
    } catch {
      #expect("\(error)" == "the split place=moon is empty; 'place' is sea")
    }
    #expect(AttributeFilter("place") == nil && AttributeFilter("=x") == nil)
    #expect(AttributeFilter("place=a,") == nil)
  }
}
