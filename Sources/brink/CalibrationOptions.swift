import ArgumentParser
import Calibration
import Escalation

/// What is fitted, compared and tested.
struct CalibrationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What the rows depend on: \(Specification.all.map { "'\($0.name)'" }.joined(separator: ", ")).
      """, valueName: "name"))
  var specification = Specification.peakAndFrailty.name

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Add an attribute with effects on up, down and end; with --outcome a column (repeatable).",
      valueName: "name"))
  var covariate: [String] = []

  @Option(
    help: ArgumentHelp("Sequences whose first event is in these years.", valueName: "from-to"))
  var years: String?

  @Option(
    name: .customLong("where"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only sequences with this attribute (repeatable).", valueName: "name=value,…"))
  var filters: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      """
      A part with a fit of its own from \(SplitCalibration.ownFit) sequences on, else with three offsets; below \
      \(SplitCalibration.tested) only reported (repeatable).
      """, valueName: "name=value,…"))
  var split: [String] = []

  @Option(
    help: ArgumentHelp(
      "Keep these sequences from the fit and score it on them.", valueName: "name=value,…"))
  var holdout: String?

  @Flag(help: "Compare all specifications by the criterion of Schwarz and by held-out score.")
  var compare = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Test whether the rows differ by an attribute; the order is tested too (repeatable).",
      valueName: "name"))
  var test: [String] = []

  @Option(help: "Parts that the clusters are dealt into; 0 for no cross-validation.")
  var folds = 10

  @Option(help: ArgumentHelp("Draws for standard errors; 0 takes the clustered formula."))
  var bootstrap = 0

  @Option(
    help: ArgumentHelp(
      "Draw the parameters so many times from their posterior (draws.csv with -o).",
      valueName: "count"))
  var draws = 0

  @Option(
    help: ArgumentHelp(
      "Pseudo-transitions of the weak prior, a row.", valueName: "number"))
  var pseudoTransitions = WeakPrior().rowTransitions

  @Option(help: "Spread them as the moves of the level (as-level) or evenly (even).")
  var pseudoSpread = WeakPrior.RowSpread.asLevel

  @Option(help: ArgumentHelp("Draws for the tests on counts."))
  var testDraws = 199

  @Option(help: "The root of all draws, 1 unless given; folds and draws depend on it alone.")
  var seed: SeedArgument?

  @Option(
    help: ArgumentHelp(
      "A CSV file of counted gaps (rung, days, count), where the data have no days.",
      valueName: "file"))
  var gaps: String?

  @Option(
    help: ArgumentHelp(
      "A CSV file of events and days with and without a factor, for the effects of factors.",
      valueName: "file"))
  var effects: String?

  @Option(
    help: ArgumentHelp(
      "Fit a multinomial logit of this column on --covariate.", valueName: "column"))
  var outcome: String?

  @Option(help: ArgumentHelp("Baseline category of --outcome.", valueName: "category"))
  var baseline: String?

  @Option(help: ArgumentHelp("Column of counts, for --outcome.", valueName: "column"))
  var count: String?

  @Option(
    help: """
      none or firth, for --outcome; by default firth where covariates tell a category apart without exception.
      """)
  var penalty: MultinomialLogit.Penalty?

  func validate() throws {
    guard folds == 0 || (2...1000).contains(folds) else {
      throw ValidationError("--folds is 0, or lies between 2 and 1000")
    }
    guard (0...100_000).contains(bootstrap), bootstrap != 1 else {
      throw ValidationError("--bootstrap is 0, or lies between 2 and 100000")
    }
    guard (0...1_000_000).contains(draws) else {
      throw ValidationError("--draws lies between 0 and 1000000")
    }
    guard pseudoTransitions >= 1e-6, pseudoTransitions <= 1e6 else {
      throw ValidationError("--pseudo-transitions lies between 1e-6 and 1e6")
    }
    guard (0...100_000).contains(testDraws) else {
      throw ValidationError("--test-draws lies between 0 and 100000")
    }
    _ = try chosen()
    for text in filters + split + (holdout.map { [$0] } ?? []) { _ = try Self.filter(text) }
    _ = try yearRange()
    if outcome != nil, covariate.isEmpty {
      throw ValidationError("--outcome needs at least one --covariate")
    }
    if outcome == nil, baseline != nil || count != nil || penalty != nil {
      throw ValidationError("--baseline, --count and --penalty belong to --outcome")
    }
  }

  /// The given options that say something of ladders alone.
  var ladderOptions: [String] {
    let given: [(String, Bool)] = [
      ("--specification", specification != Specification.peakAndFrailty.name),
      ("--years", years != nil), ("--where", !filters.isEmpty), ("--split", !split.isEmpty),
      ("--holdout", holdout != nil), ("--compare", compare), ("--test", !test.isEmpty),
      ("--bootstrap", bootstrap != 0), ("--draws", draws != 0), ("--gaps", gaps != nil),
      ("--effects", effects != nil), ("--seed", seed != nil),
    ]
    return given.filter(\.1).map(\.0)
  }

  /// The specification that is named.
  func chosen() throws -> Specification {
    guard let found = Specification.all.first(where: { $0.name == specification }) else {
      let names = Specification.all.map(\.name)
      throw ValidationError(
        "--specification: there is no '\(specification)'"
          + "\(Spelling.suggestion(for: specification, among: names)); there are "
          + names.map { "'\($0)'" }.joined(separator: ", "))
    }
    return outcome == nil ? found.adding(attributes: covariate) : found
  }

  static func filter(_ text: String) throws -> AttributeFilter {
    guard let filter = AttributeFilter(text) else {
      throw ValidationError("'\(text)' is no selection; write name=value or name=value,value")
    }
    return filter
  }

  func yearRange() throws -> ClosedRange<Int>? {
    guard let years else { return nil }
    let parts = years.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let from = parts[0], let to = parts[1], from <= to else {
      throw ValidationError("--years: '\(years)' is no range; write 1946-2014")
    }
    return from...to
  }

  /// What is asked of the calibration.
  func request(isOrdered: Bool, knowsSequences: Bool) throws -> CalibrationRequest {
    var request = CalibrationRequest()
    request.specification = try chosen()
    if compare {
      request.comparisons = Specification.all.filter {
        (isOrdered || !$0.needsOrder) && (knowsSequences || $0.hidden == .none)
      }
    }
    request.splits = try split.map(Self.filter)
    request.holdout = try holdout.map(Self.filter)
    request.homogeneity = test
    request.foldCount = folds
    request.seed = seed?.value ?? 1
    request.replicateCount = bootstrap
    request.testReplicateCount = testDraws
    request.drawCount = draws
    request.prior.rowTransitions = pseudoTransitions
    request.prior.rowSpread = pseudoSpread
    return request
  }
}

extension WeakPrior.RowSpread: ExpressibleByArgument {}
extension MultinomialLogit.Penalty: ExpressibleByArgument {}
