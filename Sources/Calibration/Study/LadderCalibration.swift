import Foundation

/// What is asked of a calibration.
public struct CalibrationRequest: Sendable {
  /// What is fitted.
  public var specification = Specification.peakAndFrailty
  /// What it is compared with; base rate and first order always are.
  public var comparisons: [Specification] = []
  /// Parts of the data with a fit or offsets of their own.
  public var splits: [AttributeFilter] = []
  /// Sequences that are kept from the fit and scored afterwards.
  public var holdout: AttributeFilter?
  /// Attributes whose values are tested for having rows of their own.
  public var homogeneity: [String] = []
  /// How many parts the clusters are dealt into; 0 for no cross-validation.
  public var foldCount = 10
  /// The root of all draws: folds, bootstrap, starts of classes.
  public var seed: UInt64 = 1
  /// Draws of clusters for standard errors; 0 takes the clustered formula.
  public var replicateCount = 0
  /// Draws for the tests on counts.
  public var testReplicateCount = 0
  /// Draws of the parameters from their posterior.
  public var drawCount = 0
  /// The weak prior.
  public var prior = WeakPrior()

  /// The fit that is shipped, cross-validated ten times.
  public init() {}
}

/// A ladder fitted to sequences, with how well it does.
public struct LadderCalibration: Sendable {
  /// What was asked.
  public let request: CalibrationRequest
  /// The sequences that were fitted.
  public let sequences: SequenceSet
  /// The fit.
  public let fit: LadderFit
  /// Standard errors of its parameters; nil where the answer is a formula.
  public let errors: StandardErrors?
  /// How well the data hold the parameters; nil where the answer is a formula.
  public let identifiability: Identifiability?
  /// Draws of the parameters; nil where none were asked for.
  public let draws: PosteriorDraws?
  /// All of the data, then each split.
  public let splits: [SplitCalibration]
  /// The score on what was kept from the fit.
  public let holdout: [HoldoutScore]
  /// Days between events by level; empty where they are not known.
  public let gaps: [GapFit?]
  /// The tests on counts, with what they ask.
  public let tests: [(question: String, test: CountTest)]

  /// Standard errors and where they come from.
  public struct StandardErrors: Sendable {
    /// Shape `[parameter]`; nil for the logits of moves that were never seen, which only the prior holds.
    public let values: [Double?]
    /// How they were made.
    public let method: String
    /// How many clusters there are.
    public let clusterCount: Int
    /// Reach, shape `[target - 1][first level]`; nil by formula.
    public let reach: [[Double]]?
  }

  /// Fewer moves than this, or fewer than two clusters, are refused.
  public static let fewestMoves = 20

  /// Fits.
  ///
  /// - Parameters:
  ///   - gapCounts: Days between events, where they come from elsewhere than the sequences.
  ///   - knowsSequences: Whether sequences are told apart.
  /// - Throws: `CalibrationError`.
  public init(
    _ set: SequenceSet, _ request: CalibrationRequest, gapCounts: GapCounts? = nil,
    knowsSequences: Bool = true, control: FitControl = FitControl()
  ) throws(CalibrationError) {
    var set = set
    var held: SequenceSet?
    if let filter = request.holdout {
      held = try set.filter(filter)
      set = set.filter { !filter.takes($0) }
      guard !set.sequences.isEmpty else {
        throw .unfit("the holdout \(filter) takes every sequence and leaves nothing to fit")
      }
    }
    try Self.check(set, request, knowsSequences: knowsSequences)
    self.request = request
    sequences = set
    let place = control.at("all sequences")
    fit = try LadderFit(
      request.specification, to: set, prior: request.prior, restarts: 20, control: place)
    errors = try Self.errors(fit, set, request, control: place)
    draws =
      request.drawCount > 0
      ? try PosteriorDraws(fit, count: request.drawCount, seed: request.seed, control: place) : nil
    identifiability = Identifiability(fit)
    let folds =
      request.foldCount > 1 ? Folds(set, count: request.foldCount, seed: request.seed) : nil
    var splits: [SplitCalibration] = []
    if knowsSequences {
      splits.append(
        try SplitCalibration(
          name: "all", set, pool: nil, fit: fit, request, folds: folds, control: place))
      for filter in request.splits {
        splits.append(
          try SplitCalibration(
            name: "\(filter)", try set.filter(filter), pool: set, fit: fit, request, folds: folds,
            control: control.at("split \(filter)")))
      }
    }
    self.splits = splits
    if let held {
      holdout = try HoldoutScore.scores(
        of: held, fittedTo: set, fit, request, control: control.at("holdout"))
    } else {
      holdout = []
    }
    let counts = gapCounts ?? GapCounts(set)
    gaps = set.levels.map { level in
      counts.counts[level].flatMap { gaps in
        gaps.count >= 3 && gaps.reduce(0) { $0 + $1.count } >= 10 ? GapFit(gaps) : nil
      }
    }
    var tests: [(question: String, test: CountTest)] = []
    if let order = try CountTest(
      orderOf: set, replicates: request.testReplicateCount, seed: request.seed,
      control: control.at("test of the order"))
    {
      tests.append(("order 2 against order 1", order))
    }
    for attribute in request.homogeneity {
      guard set.sequences.contains(where: { $0.attributes[attribute] != nil }) else {
        throw .unfit("the sequences have no attribute '\(attribute)' to test")
      }
      tests.append(
        (
          "rows by \(attribute) against one row for all",
          try CountTest(
            homogeneityOf: set, over: attribute, replicates: request.testReplicateCount,
            seed: request.seed, control: control.at("test of \(attribute)"))
        ))
    }
    self.tests = tests
  }

  private static func check(
    _ set: SequenceSet, _ request: CalibrationRequest, knowsSequences: Bool
  ) throws(CalibrationError) {
    guard set.moveCount >= fewestMoves else {
      throw .unfit(
        "\(set.moveCount) \(set.moveCount == 1 ? "move" : "moves") of \(set.sequences.count) "
          + "\(set.sequences.count == 1 ? "sequence" : "sequences"): too few to fit; at least "
          + "\(fewestMoves) moves are needed")
    }
    guard set.levelCount > 1 else {
      throw .unfit("only one level occurs, '\(set.levels[0])'; a ladder has at least two")
    }
    for specification in [request.specification] + request.comparisons {
      if specification.needsOrder, !set.isOrdered {
        throw .unfit(
          "'\(specification.name)' looks at the order of events, which counted moves do not keep; it needs "
            + "the events")
      }
      if specification.hidden != .none, !knowsSequences {
        throw .unfit(
          "'\(specification.name)' needs moves that are told apart by sequence: a column 'sequence'"
        )
      }
      for attribute in specification.attributes
      where !set.sequences.contains(where: { $0.attributes[attribute] != nil }) {
        throw .unfit("the sequences have no attribute '\(attribute)'")
      }
    }
    guard !knowsSequences || set.clusterCount > 1 else {
      throw .unfit(
        "all sequences belong to one cluster, so nothing can be said of their spread; name the column that "
          + "tells independent units apart")
    }
  }

  private static func known(_ errors: [Double], _ fit: LadderFit) -> [Double?] {
    zip(errors, fit.fittedParameters).map { error, parameter in
      if case .move(_, _, 0, _) = parameter.meaning { nil } else { error }
    }
  }

  private static func errors(
    _ fit: LadderFit, _ set: SequenceSet, _ request: CalibrationRequest, control: FitControl
  ) throws(CalibrationError) -> StandardErrors? {
    guard fit.likelihood != nil else { return nil }
    if request.replicateCount > 1 {
      let bootstrap = try BootstrapErrors(
        fit, set, replicates: request.replicateCount, seed: request.seed,
        prior: request.prior, control: control)
      return StandardErrors(
        values: Self.known(bootstrap.standardErrors, fit),
        method: "bootstrap of clusters, \(request.replicateCount) draws",
        clusterCount: set.clusterCount, reach: bootstrap.reachErrors)
    }
    guard let clustered = fit.clusteredErrors else {
      throw .unfit(
        "the information of '\(fit.specification.name)' has no inverse: some parameters are not "
          + "identified by these data")
    }
    // Where all sequences are alike, clusters do not vary; the information still tells how little is known.
    let larger = zip(clustered.standardErrors, clustered.naiveErrors).map { max($0, $1) }
    return StandardErrors(
      values: Self.known(larger, fit),
      method: "the larger of the clustered formula and the inverse information",
      clusterCount: clustered.clusterCount, reach: nil)
  }
}
