import Escalation
import MarkovChains

/// The exact answers of a model over draws of its parameters: no simulation noise is in them.
public struct PriorAnswers: Sendable {
  /// What was drawn.
  public let draws: PriorDraws
  /// How many independent draws they are worth; nil where no moments chose them.
  public let worth: Double?
  /// Shape `[question][draw]`; nil where a draw has no answer, as the mean of what never happens, or no
  /// weight.
  public let answers: [[Double?]]

  /// Solves a model at every draw, for some questions and nothing else.
  ///
  /// - Parameters:
  ///   - worth: How many independent draws they are worth, where moments chose them.
  ///   - measures: Done in every draw.
  ///   - horizon: In days; nil follows an incident for ever.
  ///   - threadCount: Workers; the numbers do not depend on it.
  ///   - told: What is told of the answer of an engine at some parameters; the answer itself unless said.
  /// - Throws: `EngineError` where a draw has no exact answer; `EngineError.interrupted`.
  /// - Complexity: One exact solution a draw.
  public init(
    _ model: EscalationModel, _ draws: PriorDraws, worth: Double? = nil,
    _ questions: [RiskQuestion],
    under measures: [Measure] = [], horizon: Int?, start: StartPoint, threadCount: Int,
    control: RunControl = RunControl(),
    told: @Sendable (Estimate, RiskQuestion, ParameterValues) -> Double = { estimate, _, _ in
      estimate.value
    }
  ) throws(EngineError) {
    let rows = try Parallel.map(
      Array(draws.values.indices), threadCount: threadCount, control: control,
      interruption: .interrupted
    ) { draw throws(EngineError) -> [Double?] in
      // What counts for nothing is not solved.
      guard draws.weights[draw] > 0 else {
        return [Double?](repeating: nil, count: questions.count)
      }
      let drawn = draws.values[draw]
      let values = measures.isEmpty ? drawn : model.values(drawn, under: measures)
      let whole = model.compile([values], horizon: horizon, start: start)[0].mixture
      let (mixture, quantities) = whole.asking(questions.map(\.asked))
      let estimates = try ExactEngine().estimates(for: mixture, control: control)
      return zip(quantities, questions).map { quantity, question in
        estimates[quantity].map { told($0, question, values) }
      }
    }
    self.draws = draws
    self.worth = worth
    answers = questions.indices.map { question in rows.map { $0[question] } }
  }

  /// The central range of the answers to a question, by the weights of the draws that have one; nil where
  /// none has.
  public func range(question: Int, confidence: Double) -> ClosedRange<Double>? {
    var (values, weights): ([Double], [Double]) = ([], [])
    for (answer, weight) in zip(answers[question], draws.weights) {
      guard let answer, weight > 0 else { continue }
      values.append(answer)
      weights.append(weight)
    }
    guard !values.isEmpty else { return nil }
    return WeightedSample(values, weights: weights).centralRange(confidence)
  }
}
