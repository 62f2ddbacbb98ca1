/// The mean difference of scores on the same questions, with a standard error that lets answers to one
/// question hang together.
///
/// - Source: Diebold and Mariano (1995) for the pairing; Liang and Zeger (1986) for the clusters, with
///   the factor G / (G - 1), so that one answer a question gives the ordinary standard error.
public struct PairedDifference: Sendable, Equatable {
  /// Model minus forecaster: below 0 the model did better. nil when a score is infinite on either
  /// side, or nothing was scored.
  public let mean: Double?
  /// nil below two questions.
  public let standardError: Double?
  /// Questions.
  public let clusterCount: Int

  /// Fewer questions than this tell nothing.
  ///
  /// Ten is our choice: below it the standard error itself is off by a quarter and more.
  public static let fewestTold = 10

  /// The difference of pairs.
  ///
  /// - Parameter pairs: The question, the model's score and the forecaster's.
  public init(_ pairs: [(question: Int, model: Double, forecaster: Double)]) {
    let questions = Set(pairs.map(\.question)).sorted()
    clusterCount = questions.count
    let differences = pairs.map { $0.model - $0.forecaster }
    guard !pairs.isEmpty, differences.allSatisfy(\.isFinite) else {
      mean = nil
      standardError = nil
      return
    }
    let count = Double(pairs.count)
    let mean = differences.reduce(0, +) / count
    self.mean = mean
    guard questions.count > 1 else {
      standardError = nil
      return
    }
    var sums: [Int: Double] = [:]
    for (pair, difference) in zip(pairs, differences) {
      sums[pair.question, default: 0] += difference - mean
    }
    let squares = questions.reduce(0) { $0 + (sums[$1] ?? 0) * (sums[$1] ?? 0) }
    let clusters = Double(questions.count)
    standardError = (squares * clusters / (clusters - 1)).squareRoot() / count
  }
}
