/// What a ladder may depend on: which histories have rows of their own, what is added to their logits,
/// and what stays hidden.
public struct Specification: Sendable, Equatable {
  /// What it is called, on the command line and in tables.
  public let name: String
  /// What parts histories into rows, beside the level.
  public let rows: [RowKey]
  /// What is added to the logits of the moves up, down and to the end.
  public let terms: [Term]
  /// How sequences differ in ways that no column tells.
  public let hidden: Hidden
  /// Whether every row is the same: the shares of all moves.
  public let isBaseRate: Bool

  /// A part of the history that has rows of its own.
  public enum RowKey: Sendable, Equatable {
    /// The highest level so far.
    case peak
    /// The number of events before, in four classes.
    case age
    /// The level before.
    case previous
  }

  /// A term with one coefficient each for up, down and the end.
  public enum Term: Sendable, Equatable {
    /// Whether the level is below the peak.
    case below
    /// Each peak from the third level up.
    case peak
    /// Each class of age but the first.
    case age
    /// The log of one plus the number of events before.
    case logAge
    /// Whether the level before was lower, or higher.
    case previous
    /// Each value of an attribute of the sequence but the first.
    case attribute(String)
  }

  /// How sequences differ in ways that no column tells.
  public enum Hidden: Sendable, Equatable {
    case none
    /// Classes with rows of their own; their shares depend on the first level.
    case classes(Int)
    /// Classes that shift the logits of up, down and the end.
    case classExits(Int)
    /// A normal number for each sequence, with loadings on up, down and the end.
    case frailty
  }

  /// A specification by its parts.
  public init(
    _ name: String, rows: [RowKey] = [], terms: [Term] = [], hidden: Hidden = .none,
    isBaseRate: Bool = false
  ) {
    self.name = name
    self.rows = rows
    self.terms = terms
    self.hidden = hidden
    self.isBaseRate = isBaseRate
  }

  /// Whether it looks at the number of events before.
  public var usesAge: Bool {
    rows.contains(.age) || terms.contains(.age) || terms.contains(.logAge)
  }
  /// Whether it looks at the level before.
  public var usesPrevious: Bool { rows.contains(.previous) || terms.contains(.previous) }
  /// Whether the order of events must be known.
  public var needsOrder: Bool { usesAge || usesPrevious }
  /// The attributes that it looks at.
  public var attributes: [String] {
    terms.compactMap { if case .attribute(let name) = $0 { name } else { nil } }
  }

  /// The same with more attributes among its terms.
  public func adding(attributes names: [String]) -> Specification {
    guard !names.isEmpty else { return self }
    return Specification(
      ([name] + names).joined(separator: " + "), rows: rows,
      terms: terms + names.map(Term.attribute), hidden: hidden)
  }

  /// The shares of all moves, whatever went before.
  public static let baseRate = Specification("base rate", isBaseRate: true)
  /// The level alone.
  public static let firstOrder = Specification("first order")
  /// The ladder that is shipped: a row for each level and peak, and a frailty.
  public static let peakAndFrailty = Specification(
    "peak + frailty", rows: [.peak], hidden: .frailty)

  /// All that are compared, the simplest first.
  public static let all: [Specification] = [
    baseRate,
    firstOrder,
    Specification("peak", rows: [.peak]),
    Specification("age", rows: [.age]),
    Specification("peak x age", rows: [.peak, .age]),
    Specification("order 2", rows: [.previous]),
    Specification("order 2 x peak", rows: [.previous, .peak]),
    Specification("below peak + age", terms: [.below, .age]),
    Specification("peak + age", rows: [.peak], terms: [.age]),
    Specification("peak + log age", rows: [.peak], terms: [.logAge]),
    Specification("order 2 + age", rows: [.previous], terms: [.age]),
    Specification("peak + age + previous", rows: [.peak], terms: [.age, .previous]),
    Specification("classes 2", hidden: .classes(2)),
    Specification("classes 3", hidden: .classes(3)),
    Specification("classes 4", hidden: .classes(4)),
    Specification("class exits 2", hidden: .classExits(2)),
    Specification("class exits 3", hidden: .classExits(3)),
    Specification("frailty", hidden: .frailty),
    peakAndFrailty,
    Specification("peak + class exits 2", rows: [.peak], hidden: .classExits(2)),
    Specification("peak + class exits 3", rows: [.peak], hidden: .classExits(3)),
    Specification("peak + age + frailty", rows: [.peak], terms: [.age], hidden: .frailty),
    Specification(
      "peak + age + class exits 2", rows: [.peak], terms: [.age], hidden: .classExits(2)),
    Specification("peak + log age + frailty", rows: [.peak], terms: [.logAge], hidden: .frailty),
    Specification(
      "peak + log age + class exits 2", rows: [.peak], terms: [.logAge], hidden: .classExits(2)),
    Specification("peak, classes 2", rows: [.peak], hidden: .classes(2)),
  ]
}
