import Escalation

/// Which columns of a table of events say what.
public struct EventLayout: Sendable {
  /// The column of the unit that is independent of others: a confrontation, a crisis.
  public var cluster: String
  /// The columns of the two sides, or of whatever else tells sequences of one cluster apart. Their order
  /// on a line does not matter.
  public var sides: [String]
  /// When an event was.
  public var date: DateColumns
  /// The column of the level.
  public var level: String
  /// The codes of the levels from the lowest up, and the rungs they stand for.
  public var levels: [(code: String, rung: String)]
  /// Further columns that are carried along: what the first event of a sequence says.
  public var attributes: [String]
  /// What else is worked out for a sequence.
  public var derivation: Derivation

  /// How dates are written.
  public enum DateColumns: Sendable {
    /// One column, `2001-04-01`.
    case iso(String)
    /// Three columns; a day that is not known stands as zero or below.
    case parts(year: String, month: String, day: String)
  }

  /// What is worked out beside the columns.
  public enum Derivation: Sendable {
    case none
    /// Powers, dyad and world wars from the country codes of the Correlates of War.
    case correlatesOfWar
  }

  /// A layout of one's own.
  public init(
    cluster: String, sides: [String], date: DateColumns, level: String,
    levels: [(code: String, rung: String)], attributes: [String] = []
  ) {
    self.cluster = cluster
    self.sides = sides
    self.date = date
    self.level = level
    self.levels = levels
    self.attributes = attributes
    derivation = .none
  }

  /// Militarized Interstate Events, version 1.0: hostility 2 threat, 3 display, 4 use of force, 5
  /// war-level battle.
  ///
  /// - Source: Gibler and Miller, The Militarized Interstate Events (MIE) Dataset, 1816-2014.
  public static var militarizedInterstateEvents: EventLayout {
    var layout = EventLayout(
      cluster: "micnum", sides: ["ccode1", "ccode2"],
      date: .parts(year: "styear", month: "stmon", day: "stday"), level: "hostlev",
      levels: [
        ("2", "coercive_signalling"), ("3", "show_of_force"), ("4", "limited_clash"),
        ("5", "limited_war"),
      ])
    layout.derivation = .correlatesOfWar
    return layout
  }

  /// Whether a header is that of Militarized Interstate Events.
  public static func isMilitarizedInterstateEvents(_ columns: [String]) -> Bool {
    Set(militarizedInterstateEvents.columns).union(["eventnum", "action"]).isSubset(of: columns)
  }

  /// All columns that are read.
  public var columns: [String] {
    let dates =
      switch date {
      case .iso(let column): [column]
      case .parts(let year, let month, let day): [year, month, day]
      }
    return [cluster] + sides + dates + [level] + attributes
  }
}
