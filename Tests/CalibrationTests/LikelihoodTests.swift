import Foundation
import LinearAlgebra
import Synchronization
import TestSupport
import Testing

@testable import Calibration

/// Value, gradient and information of the marginal likelihood against each other and against sums on paper.
@Suite struct LikelihoodTests {
  private static func sample(_ count: Int = 60, seed: UInt64 = 5) -> SequenceSet {
    var draws = NormalDraws(seed: seed, number: 0)
    let sequences = (0..<count).map { place -> SequenceSet.Sequence in
      let length = 1 + draws.below(6)
      return SequenceSet.Sequence(
        name: "\(place)", cluster: place / 2, attributes: ["era": ["old", "new"][draws.below(2)]],
        levels: (0..<length).map { _ in draws.below(3) }, levelCount: 3)
    }
    return SequenceSet(
      levels: ["low", "middle", "high"], sequences: sequences,
      clusters: (0..<count).map { "\($0)" }, isOrdered: true)
  }

  /// One of each kind of hidden part and term.
  static let kinds: [Specification] = [
    .peakAndFrailty,
    Specification("terms", rows: [.previous], terms: [.age, .logAge, .below, .peak, .previous]),
    Specification("free", hidden: .classes(3)),
    Specification("exits", rows: [.peak], terms: [.age], hidden: .classExits(3)),
    Specification("era", rows: [.peak], terms: [.attribute("era")], hidden: .frailty),
  ]

  @Test(arguments: kinds.indices)
  func derivativesAreThoseOfTheValue(_ index: Int) throws {
    let specification = Self.kinds[index]
    let set = Self.sample()
    let fit = try LadderFit(specification, to: set, restarts: 1)
    let likelihood = try #require(fit.likelihood)
    var draws = NormalDraws(seed: 9, number: index)
    let point = fit.parameters.map { $0 + 0.3 * draws.next() }
    let here = likelihood.evaluate(point, wantsInformation: true, wantsScores: true)
    let information = try #require(here.information)
    let step = 1e-5
    for i in point.indices {
      var (up, down) = (point, point)
      up[i] += step
      down[i] -= step
      let (a, b) = (likelihood.evaluate(up), likelihood.evaluate(down))
      let slope = (a.value - b.value) / (2 * step)
      #expect(abs(slope - here.gradient[i]) < 1e-5 * max(1, abs(slope)), "gradient \(i)")
      for j in point.indices {
        let curve = -(a.gradient[j] - b.gradient[j]) / (2 * step)
        #expect(abs(curve - information[i, j]) < 1e-4 * max(1, abs(curve)), "information \(i) \(j)")
      }
    }
    // The scores of sequences are the gradient without the prior.
    let scores = try #require(here.scores)
    let likelihoodAlone = (0..<point.count).map { i in
      (0..<set.sequences.count).reduce(0.0) { $0 + scores[$1, i] }
    }
    var (up, down) = (point, point)
    up[0] += step
    down[0] -= step
    let slope =
      (likelihood.evaluate(up).logLikelihood - likelihood.evaluate(down).logLikelihood) / (2 * step)
    #expect(abs(slope - likelihoodAlone[0]) < 1e-5 * max(1, abs(slope)))
    #expect(abs(likelihood.logPosterior(point) - here.value) < 1e-9 * abs(here.value))
  }

  /// A quadrature of many nodes written out, for one sequence: low, low, end.
  @Test func theMarginalIsTheSumOverNodes() throws {
    let set = Self.sample()
    let fit = try LadderFit(.peakAndFrailty, to: set)
    let one = SequenceSet(
      levels: set.levels,
      sequences: [
        .init(name: "a", cluster: 0, attributes: [:], levels: [0, 0], levelCount: 3)
      ], clusters: ["a"], isOrdered: true)
    var sum = 0.0
    for node in 0..<fit.nodeCount {
      let state = fit.space.first(0)
      sum +=
        exp(fit.logWeights[node]) * exp(fit.logProbability(node: node, state: state, 0))
        * exp(fit.logProbability(node: node, state: state, 3))
    }
    #expect(abs(fit.sequenceLogLikelihoods(one)[0] - log(sum)) < 1e-12)
  }

  /// Whatever specification, all continuations of a sequence have probability one together.
  @Test(arguments: Specification.all.indices)
  func probabilitiesOfAllNextMovesAddUp(_ index: Int) throws {
    let set = Self.sample(80)
    let specification = Specification.all[index]
    let fit = try LadderFit(specification, to: set, restarts: 1)
    var total = 0.0
    for next in 0...3 {
      // The moves so far, and one more; the end of the longer ones is not counted.
      let history = History(first: 1)
      var moves = [SequenceSet.Move(history: history, outcome: 2)]
      moves.append(.init(history: history.moved(to: 2), outcome: next))
      let set = SequenceSet(
        levels: set.levels,
        sequences: [
          .init(name: "", cluster: 0, attributes: [:], moves: moves, days: [])
        ], clusters: ["a"], isOrdered: true)
      total += exp(fit.sequenceLogLikelihoods(set)[0])
    }
    let first = SequenceSet(
      levels: set.levels,
      sequences: [
        .init(
          name: "", cluster: 0, attributes: [:],
          moves: [.init(history: History(first: 1), outcome: 2)], days: [])
      ], clusters: ["a"], isOrdered: true)
    #expect(abs(total - exp(fit.sequenceLogLikelihoods(first)[0])) < 1e-12)
  }

  /// Rows of counts with one pseudo-transition are the maximum that the climb finds too.
  @Test func theFormulaIsTheSummit() throws {
    let set = Self.sample()
    let formula = try LadderFit(Specification("peak", rows: [.peak]), to: set)
    var prior = WeakPrior()
    prior.loadingPrecision = 1e12
    let climbed = try LadderFit(.peakAndFrailty, to: set, prior: prior)
    #expect(abs(formula.logLikelihood - climbed.logLikelihood) < 1e-6)
    for state in formula.space.states.indices {
      for outcome in 0...3 {
        #expect(
          abs(
            formula.logProbability(node: 0, state: state, outcome)
              - climbed.logProbability(node: 3, state: state, outcome)) < 1e-5)
      }
    }
  }

  @Test func anObservedMoveIsNeverGivenZero() throws {
    let set = Self.sample()
    for specification in Specification.all {
      let fit = try LadderFit(specification, to: set, restarts: 1)
      #expect(fit.logProbabilities.allSatisfy { $0.isFinite }, "\(specification.name)")
    }
  }

  @Test func aFitThatIsStoppedSaysWhereItWas() {
    let control = FitControl(place: "fold 3 of 10", isInterrupted: { true })
    do {
      _ = try LadderFit(.peakAndFrailty, to: Self.sample(), control: control)
      Issue.record("it was not stopped")
    } catch {
      let text = "\(error)"
      #expect(text.hasPrefix("interrupted at fold 3 of 10, 'peak + frailty', climb 1 of 3, step 1"))
      #expect(text.contains("log posterior -"))
    }
  }

  /// Doubling every cluster halves the clustered variance, up to the count of clusters.
  @Test func clusteredErrorsCountClusters() throws {
    let set = Self.sample(120)
    let once = try #require(try LadderFit(.peakAndFrailty, to: set).clusteredErrors)
    #expect(once.clusterCount == 60)
    let inOne = SequenceSet(
      levels: set.levels,
      sequences: set.sequences.map {
        .init(
          name: $0.name, cluster: 0, attributes: $0.attributes, moves: $0.moves, days: $0.days)
      }, clusters: ["all"], isOrdered: true)
    #expect(try LadderFit(.peakAndFrailty, to: inOne).clusteredErrors == nil)
  }
}

extension LikelihoodTests {
  @Test func identifiabilityNamesTheWeakestDirection() throws {
    let fit = try LadderFit(.peakAndFrailty, to: Self.sample())
    let names = fit.fittedParameters.map(\.name)
    let found = try #require(Identifiability(fit))
    #expect(found.condition > 1 && found.condition.isFinite)
    #expect((0...1).contains(found.priorShare))
    #expect(found.weakest.allSatisfy { names.contains($0.name) })
    #expect(found.sentence.contains("the weakest direction is"))
  }

  /// One climb took Newton's leaps past the better summit in three of ten folds.
  @Test func partsDoNotStopAtALowerSummit() throws {
    let set = try Counts.pooled()
    let whole = try LadderFit(.peakAndFrailty, to: set)
    let folds = Folds(set, count: 10, seed: 1)
    for fold in [0, 1, 2] {
      let rest = set.filter { folds.fold(of: $0) != fold }
      let usual = try LadderFit(.peakAndFrailty, to: rest, restarts: 3, warm: whole)
      let thorough = try LadderFit(.peakAndFrailty, to: rest, restarts: 10)
      #expect(usual.logLikelihood > thorough.logLikelihood - 1e-3, "fold \(fold)")
    }
  }

  /// Thirty sequences that are all alike say nothing of most moves, and of the frailty.
  @Test func whatWasNeverSeenHasNoStandardError() throws {
    let set = SequenceSet(
      levels: ["low", "middle", "high"],
      sequences: (0..<30).map {
        .init(name: "\($0)", cluster: $0, attributes: [:], levels: [0, 1], levelCount: 3)
      }, clusters: (0..<30).map { "\($0)" }, isOrdered: true)
    var request = CalibrationRequest()
    request.foldCount = 0
    let result = try LadderCalibration(set, request)
    let errors = try #require(result.errors)
    for (parameter, error) in zip(result.fit.fittedParameters, errors.values) {
      if case .move(_, _, 0, _) = parameter.meaning {
        #expect(error == nil, "\(parameter.name)")
      } else {
        #expect((error ?? 0) > 0.1, "\(parameter.name) \(error ?? 0)")
      }
    }
    #expect(result.identifiability?.sentence.contains("moves never seen") == true)
    #expect(result.identifiability?.sentence.contains("hardly told apart") == true)
  }

  /// A value that stands only in the part that is held out has no effect there.
  @Test func aValueOfOneClusterAloneIsCrossValidated() throws {
    let set = Self.sample(60)
    let rare = SequenceSet(
      levels: set.levels,
      sequences: set.sequences.map {
        .init(
          name: $0.name, cluster: $0.cluster,
          attributes: [
            "rare": $0.cluster == 3 ? "yes" : "no", "size": "\($0.cluster)",
            "word": $0.cluster == 3 ? "gamma" : ["alpha", "beta"][$0.cluster % 2],
          ], moves: $0.moves, days: [])
      }, clusters: set.clusters, isOrdered: true)
    for names in [["rare"], ["word"], ["size"], ["rare", "word"]] {
      let specification = Specification.firstOrder.adding(attributes: names)
      let whole = try LadderFit(specification, to: rare)
      let result = try CrossValidation(
        specification, rare, way: .alone, folds: Folds(rare, count: 10, seed: 1), warm: whole)
      #expect(result.scores.all.allSatisfy { $0.isFinite && $0 < 0 })
    }
    let same = SequenceSet(
      levels: set.levels,
      sequences: set.sequences.map {
        .init(
          name: $0.name, cluster: $0.cluster, attributes: ["same": "x"], moves: $0.moves, days: [])
      }, clusters: set.clusters, isOrdered: true)
    #expect(
      throws: CalibrationError.unfit(
        "the attribute 'same' is 'x' in all sequences: it can have no effect")
    ) { try LadderFit(Specification.firstOrder.adding(attributes: ["same"]), to: same) }
  }

  /// A stop ends a bootstrap at once, not after every draw has begun.
  @Test func aStopIsHeardBetweenDraws() throws {
    let set = Self.sample()
    let fit = try LadderFit(.peakAndFrailty, to: set)
    let said = Mutex(0)
    let control = FitControl(
      report: { _ in said.withLock { $0 += 1 } },
      isInterrupted: { said.withLock { $0 > 20 } })
    #expect(throws: CalibrationError.self) {
      try BootstrapErrors(fit, set, replicates: 200, seed: 1, control: control)
    }
    // One report for each draw that was not begun, and a handful before.
    #expect(said.withLock { $0 } < 20 + 200 + 40)
    #expect(throws: CalibrationError.self) {
      try CountTest(
        homogeneityOf: set, over: "era", replicates: 1_000_000, seed: 1, control: control)
    }
  }
}
