/// What a chain with memory may know of a sequence before its next move.
public struct History: Sendable, Hashable {
  /// The level of the present event, from 0.
  public let level: Int
  /// The highest level so far.
  public let peak: Int
  /// How many events there were before, held at ``ageLimit``.
  public let age: Int
  /// The level of the event before; nil at the first.
  public let previous: Int?

  /// Older sequences are as old as this.
  public static let ageLimit = 10

  /// A history; ages past the limit are held there.
  public init(level: Int, peak: Int, age: Int, previous: Int?) {
    self.level = level
    self.peak = peak
    self.age = min(age, Self.ageLimit)
    self.previous = previous
  }

  /// The first event of a sequence.
  public init(first level: Int) {
    self.init(level: level, peak: level, age: 0, previous: nil)
  }

  /// The history after a move to a level.
  public func moved(to next: Int) -> History {
    History(level: next, peak: max(peak, next), age: age + 1, previous: level)
  }
}
