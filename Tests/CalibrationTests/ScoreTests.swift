import TestSupport
import Testing

@testable import Calibration

@Suite struct ScoreTests {
  /// Gains of 1, 3 | 2 over 2, 2 | 4 moves in two clusters: mean 6/8; rests 4 - 3 and 2 - 3; error
  /// sqrt(2 · 2 / 1) / 8. Sequences taken for clusters would give another.
  @Test func errorsAreThoseOfClusters() throws {
    let gain = PairedGain(
      [1, 3, 2], over: [0, 0, 0], moves: [2, 2, 4], clusters: [7, 7, 9])
    #expect(gain.mean == 0.75 && gain.clusterCount == 2 && gain.moveCount == 8)
    #expect(abs((gain.standardError ?? 0) - 0.25) < 1e-15)
    let alone = PairedGain([1], over: [0], moves: [2], clusters: [1])
    #expect(alone.standardError == nil)
  }

  /// What is held out is scored by a fit to the rest, and by nothing else.
  @Test func whatIsHeldOutIsNotFitted() throws {
    let set = try Counts.pooled().filter { $0.attributes["powers"] == "major_major" }
    let folds = Folds(set, count: 5, seed: 3)
    let result = try CrossValidation(.firstOrder, set, way: .alone, folds: folds)
    for fold in 0..<5 {
      let rest = try LadderFit(.firstOrder, to: set.filter { folds.fold(of: $0) != fold })
      let held = set.sequences.indices.filter { folds.fold(of: set.sequences[$0]) == fold }
      #expect(!held.isEmpty)
      for (place, score) in zip(held, rest.scores(set.taking(held)).all) {
        #expect(result.scores.all[place] == score)
      }
    }
    let whole = try LadderFit(.firstOrder, to: set).scores(set).all
    #expect(whole.reduce(0, +) > result.scores.all.reduce(0, +))
  }

  /// Sequences of one cluster are held out together, whatever else is in the data.
  @Test func clustersAreDealtWhole() throws {
    let set = try Counts.pooled()
    let folds = Folds(set, count: 10, seed: 1)
    var foldOfCluster: [Int: Int] = [:]
    var sizes = [Int](repeating: 0, count: 10)
    for sequence in set.sequences {
      let fold = folds.fold(of: sequence)
      if foldOfCluster[sequence.cluster] == nil { sizes[fold] += 1 }
      #expect(foldOfCluster[sequence.cluster] ?? fold == fold)
      foldOfCluster[sequence.cluster] = fold
    }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }
}
