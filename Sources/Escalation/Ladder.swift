/// Rungs in ascending order of severity, and what the model says of some of them.
public struct Ladder: Sendable, Equatable {
  /// Names, bottom to top.
  public let rungs: [String]
  /// The rung in which a settled incident comes to rest.
  public let end: Int
  /// The rung that ends the incident from above, if any.
  public let terminal: Int?
  /// Moves up to this rung or above are of class `force`.
  public let force: Int?
  /// Moves up to this rung or above are of class `war`.
  public let war: Int?

  /// The number of the rung that an option names; `-` and `_` are the same.
  public func rung(named name: String) -> Int? {
    rungs.firstIndex(of: name.replacing("-", with: "_"))
  }

  /// The class of a move between two rungs, or nil for holding.
  public func moveClass(from: Int, to: Int) -> MoveClass? {
    if to == from { return nil }
    if to < from { return .down }
    if let war, to >= war { return .war }
    if let force, to >= force { return .force }
    return .up
  }
}

/// Classes of moves that share a factor's coefficient.
public enum MoveClass: String, Sendable, CaseIterable {
  /// A step up short of force.
  case up
  /// A step up to force.
  case force
  /// A step up to war.
  case war
  /// A step down that does not end the incident.
  case down
  /// The end of the incident.
  case end

  /// The direction, in which offsets and frailty are given: one value for all steps up.
  public var direction: MoveDirection {
    switch self {
    case .up, .force, .war: .up
    case .down: .down
    case .end: .end
    }
  }
}

/// Up, down, or out.
public enum MoveDirection: String, Sendable, CaseIterable {
  case up, down, end
}
