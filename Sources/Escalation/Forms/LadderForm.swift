/// One shared rung that moves event by event, fitted to data: a baseline-category logit with hold as
/// the baseline, a row for each (rung, highest rung so far), and a normal frailty per incident.
///
///     logit(r, h, move) = row + offset + sum over factors of coefficient (level - reference)
///                         + loading z,   z ~ N(0, 1) once per incident
///
/// Between events days pass: each event draws a gap from a mixture of two geometric phases. The end of
/// an incident is decided on arrival at an event, so the days of waiting leave reach untouched.
///
/// All numbers are parameters of the model; the form holds their indices.
public struct LadderForm: Sendable {
  /// Moves reach at most this many rungs up or down.
  static let moveLimit = 3

  /// Where a move leads.
  enum Destination: Sendable, Hashable {
    case rung(Int)
    case end
  }

  /// One move of a row and the parameter that carries it.
  struct Move: Sendable {
    let destination: Destination
    let moveClass: MoveClass
    let parameter: Int
  }

  /// The moves from one rung with one highest rung so far.
  struct Row: Sendable {
    let rung: Int
    /// nil serves every peak that has no row of its own.
    let peak: Int?
    let moves: [Move]
    /// The parameter of holding, when the row is stated as probabilities; nil for logits.
    let hold: Int?
  }

  /// One number for each direction, above a lowest rung.
  struct Directional: Sendable {
    /// Indices of parameters.
    let up: Int
    let down: Int
    let end: Int
    /// Rows from lower rungs are left alone.
    let lowestRung: Int

    func parameter(_ direction: MoveDirection) -> Int {
      switch direction {
      case .up: up
      case .down: down
      case .end: end
      }
    }
  }

  /// The gap after an event on a rung: indices of parameters.
  struct Gap: Sendable {
    /// nil for a single phase, whose mean is then both the short and the long one.
    let shortWeight: Int?
    let shortDays: Int
    let longDays: Int
  }

  let rows: [Row]
  let offsets: Directional?
  let frailty: Directional?
  /// The number of quadrature nodes that stand for the frailty; 1 without one.
  let nodeCount: Int
  /// Shape `[factor]`: the parameter of each class of moves.
  let coefficients: [[MoveClass: Int]]
  /// Shape `[factor]`: the level at which a factor changes nothing.
  let references: [Double]
  /// By rung.
  let gaps: [Int: Gap]
  let rowOfPair: [Pair: Int]

  /// A rung and the highest rung so far; no peak stands for any.
  struct Pair: Hashable {
    let rung: Int
    let peak: Int?
  }

  init(
    rows: [Row], offsets: Directional?, frailty: Directional?, nodeCount: Int,
    coefficients: [[MoveClass: Int]], references: [Double], gaps: [Int: Gap]
  ) {
    self.rows = rows
    self.offsets = offsets
    self.frailty = frailty
    self.nodeCount = nodeCount
    self.coefficients = coefficients
    self.references = references
    self.gaps = gaps
    rowOfPair = Dictionary(
      rows.enumerated().map { (Pair(rung: $0.element.rung, peak: $0.element.peak), $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The row that serves a rung and a peak.
  func rowIndex(rung: Int, peak: Int) -> Int? {
    rowOfPair[Pair(rung: rung, peak: peak)] ?? rowOfPair[Pair(rung: rung, peak: nil)]
  }

  /// The (rung, peak) pairs that can be reached from some of them, in order of discovery; pairs
  /// without a row are included and lead nowhere.
  func reachablePairs(from starts: [StartPoint], terminal: Int?) -> [StartPoint] {
    var found: [StartPoint] = []
    var seen: Set<Pair> = []
    var open = starts
    while let point = open.popLast() {
      guard seen.insert(Pair(rung: point.rung, peak: point.peak)).inserted else { continue }
      found.append(point)
      guard let row = rowIndex(rung: point.rung, peak: point.peak) else { continue }
      for move in rows[row].moves {
        guard case .rung(let rung) = move.destination, rung != terminal else { continue }
        open.append(StartPoint(rung: rung, peak: max(rung, point.peak)))
      }
    }
    return found
  }
}

extension LadderForm {
  /// The most quadrature nodes a frailty may have; twice as many are still computed, to compare.
  static let nodeLimit = 32

  /// The pairs from which neither the end nor the terminal rung can be reached.
  func pairsWithoutEnd(among pairs: [StartPoint], terminal: Int?) -> [StartPoint] {
    var ends: Set<Pair> = []
    var grows = true
    while grows {
      grows = false
      for pair in pairs {
        let key = Pair(rung: pair.rung, peak: pair.peak)
        guard !ends.contains(key), let row = rowIndex(rung: pair.rung, peak: pair.peak) else {
          continue
        }
        let leads = rows[row].moves.contains { move in
          guard case .rung(let rung) = move.destination else { return true }
          return rung == terminal || ends.contains(Pair(rung: rung, peak: max(rung, pair.peak)))
        }
        if leads {
          ends.insert(key)
          grows = true
        }
      }
    }
    return pairs.filter { !ends.contains(Pair(rung: $0.rung, peak: $0.peak)) }
  }
}
