import MarkovChains

/// How a part of the data is fitted, how it scores when it is held out, and what it says of reach.
public struct SplitCalibration: Sendable {
  /// What it is called.
  public let name: String
  /// Its sequences.
  public let sequences: SequenceSet
  /// How it is fitted.
  public let way: Way
  /// The fit, with offsets where it has any.
  public let fit: LadderFit
  /// Its three offsets, where it has any.
  public let offsets: OffsetFit?
  /// Every specification, held out; empty without cross-validation.
  public let scores: [Score]
  /// Reach by first level and target.
  public let reach: [Reach]

  /// How a part is fitted: by its size.
  public enum Way: String, Sendable {
    /// By itself: all of the data, or at least ``ownFit`` sequences.
    case alone
    /// As all of the data with three offsets.
    case offsets
    /// The same, with fewer than ``tested`` sequences: reported, and no test of anything.
    case reported
  }

  /// Sequences from which a part is fitted by itself.
  public static let ownFit = 500
  /// Sequences from which a part tests anything.
  public static let tested = 50

  /// One specification on this part.
  public struct Score: Sendable {
    /// What was fitted.
    public let specification: Specification
    /// Parameters of its own.
    public let parameterCount: Int
    /// The log-likelihood on the part, fitted with all of it.
    public let logLikelihood: Double
    /// The criterion of Schwarz; nil where the part has only offsets of its own.
    public let bic: Double?
    /// Nats a move when held out.
    public let heldOut: Double
    /// Over the first-order chain fitted the same way, all moves.
    public let gainOverFirstOrder: PairedGain
    /// Over the base rate of all of the data.
    public let gainOverBaseRate: PairedGain
    /// The same from below the highest level; nil where the order is not known.
    public let gainBelowOverFirstOrder: PairedGain?
    /// The same from below the highest level; nil where the order is not known.
    public let gainBelowOverBaseRate: PairedGain?
    /// Reach by first level and target; empty for specifications with attributes.
    public let reach: [Reach]
  }

  /// Reach of one level from another: seen, fitted, and foretold by fits that had not seen it.
  public struct Reach: Sendable {
    /// The first level.
    public let start: Int
    /// The level that is reached or passed.
    public let target: Int
    /// Sequences that begin there.
    public let sequenceCount: Int
    /// Those of them that got there.
    public let reachedCount: Int
    /// The exact 95 % interval of the share seen.
    public let interval: ClosedRange<Double>
    /// The probability by the fit.
    public let fitted: Double
    /// The mean probability by fits that had not seen the sequences;
    /// nil without cross-validation.
    public let crossValidated: Double?

    /// Whether the fitted value is in the interval.
    public var isInside: Bool { interval.contains(fitted) }
    /// Whether the cross-validated value is.
    public var isInsideHeldOut: Bool? { crossValidated.map(interval.contains) }
  }

  /// - Parameter pool: The data that a small part leans on; nil for all of the data itself.
  init(
    name: String, _ set: SequenceSet, pool: SequenceSet?, fit: LadderFit,
    _ request: CalibrationRequest, folds: Folds?, control: FitControl
  ) throws(CalibrationError) {
    self.name = name
    sequences = set
    let hasAttributes = !request.specification.attributes.isEmpty
    let crossWay: CrossValidation.Way
    if let pool, set.sequences.count < Self.ownFit, !hasAttributes {
      way = set.sequences.count < Self.tested ? .reported : .offsets
      crossWay = .offset(from: pool)
      let offset = try fit.offset(to: set, prior: request.prior, control: control)
      offsets = offset
      self.fit = offset.fit
    } else {
      way = .alone
      crossWay = .alone
      offsets = nil
      self.fit =
        pool == nil
        ? fit
        : try LadderFit(
          request.specification, to: set, prior: request.prior, restarts: 20, control: control)
    }
    var scores: [Score] = []
    var ownReach: [[Double]] = []
    if let folds {
      var results: [(specification: Specification, whole: LadderFit, held: CrossValidation)] = []
      for specification in Self.compared(request) {
        // What the parts are fitted like: with all of the part, or of what it leans on.
        let isOwn = offsets == nil && !specification.isBaseRate
        let base =
          specification == request.specification
          ? (isOwn ? self.fit : fit)
          : try LadderFit(
            specification, to: isOwn ? set : pool ?? set, prior: request.prior, restarts: 20,
            control: control)
        let whole =
          offsets == nil || specification.isBaseRate
          ? base
          : specification == request.specification
            ? self.fit : try base.offset(to: set, prior: request.prior, control: control).fit
        results.append(
          (
            specification, whole,
            try CrossValidation(
              specification, set,
              way: specification.isBaseRate ? .pooled(pool ?? set) : crossWay, folds: folds,
              warm: base, prior: request.prior,
              control: control.at("'\(specification.name)' held out"))
          ))
      }
      let (base, first) = (results[0].held.scores, results[1].held.scores)
      for (specification, whole, held) in results {
        let hasBIC = offsets == nil && (pool == nil || !specification.isBaseRate)
        let rows =
          specification.attributes.isEmpty ? try Self.reach(of: whole, set, held: held.reach) : []
        scores.append(
          Score(
            specification, whole, bic: hasBIC ? whole.bic : nil, set, held.scores, first: first,
            base: base, reach: rows))
        if specification == request.specification { ownReach = held.reach }
      }
    }
    self.scores = scores
    reach = hasAttributes ? [] : try Self.reach(of: self.fit, set, held: ownReach)
  }

  /// Base rate, first order, the others, and what is fitted; each once.
  private static func compared(_ request: CalibrationRequest) -> [Specification] {
    var result: [Specification] = []
    for specification in [.baseRate, .firstOrder] + request.comparisons + [request.specification]
    where !result.contains(specification) {
      result.append(specification)
    }
    return result
  }

  static func reach(
    of fit: LadderFit, _ set: SequenceSet, held: [[Double]]
  ) throws(CalibrationError) -> [Reach] {
    var result: [Reach] = []
    for target in 1..<set.levelCount {
      let fitted = try fit.reach(target)
      for start in 0..<target {
        let (reached, begun) = set.reach(from: start, to: target)
        guard begun > 0 else { continue }
        let interval = BinomialInterval.clopperPearson(
          successes: reached, trials: begun, confidence: 0.95)
        result.append(
          Reach(
            start: start, target: target, sequenceCount: begun, reachedCount: reached,
            interval: interval.low...interval.high, fitted: fitted[start],
            crossValidated: held.isEmpty ? nil : held[target - 1][start]))
      }
    }
    return result
  }
}

extension SplitCalibration.Score {
  fileprivate init(
    _ specification: Specification, _ fit: LadderFit, bic: Double?, _ set: SequenceSet,
    _ scores: MoveScores, first: MoveScores, base: MoveScores, reach: [SplitCalibration.Reach]
  ) {
    self.reach = reach
    let moves = set.sequences.map { Double($0.moveCount) }
    let clusters = set.sequences.map(\.cluster)
    let below = set.movesBelow
    func gain(_ other: MoveScores) -> PairedGain? {
      guard let own = scores.below, let other = other.below else { return nil }
      return PairedGain(own, over: other, moves: below, clusters: clusters)
    }
    self.specification = specification
    parameterCount = fit.parameterCount
    logLikelihood = fit.sequenceLogLikelihoods(set).reduce(0, +)
    self.bic = bic
    heldOut = scores.all.reduce(0, +) / max(moves.reduce(0, +), 1)
    gainOverFirstOrder = PairedGain(scores.all, over: first.all, moves: moves, clusters: clusters)
    gainOverBaseRate = PairedGain(scores.all, over: base.all, moves: moves, clusters: clusters)
    gainBelowOverFirstOrder = gain(first)
    gainBelowOverBaseRate = gain(base)
  }
}
