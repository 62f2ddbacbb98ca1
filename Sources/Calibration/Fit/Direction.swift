/// The three directions that share coefficients; holding is the baseline.
enum Direction: Int, CaseIterable {
  case up, down, end

  /// The direction of a move, or nil for holding.
  ///
  /// - Parameter outcome: A level, or the number of levels for the end.
  init?(from level: Int, to outcome: Int, levelCount: Int) {
    if outcome == levelCount {
      self = .end
    } else if outcome > level {
      self = .up
    } else if outcome < level {
      self = .down
    } else {
      return nil
    }
  }
}
