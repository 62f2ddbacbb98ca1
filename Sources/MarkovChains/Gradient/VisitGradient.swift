import LinearAlgebra

/// Answers of a chain that is followed for ever, with their gradients as products of visits and worths.
///
/// A probability or its complement is differentiated, whichever is smaller, and states that the graph
/// calls sure or hopeless hold exactly one or zero: a sum over rows then errs by some 1e-16 of the
/// smaller one times the visits to a state before the answer is settled.
///
/// - Stability: approximate; answers below 1e-290 lose digits.
struct VisitGradient: Sendable {
  /// Shape `[quantity]`.
  let answers: [ExactEngine.Answer]
  private let parts: [Part]

  /// An answer: Σ over terms of visits·(P' worth), and what the start adds.
  private struct Part {
    let start: StartWorth
    let terms: [Term]
  }

  private struct Term {
    /// Shape `[state]`; infinite in closed classes that are entered and not the end of the question.
    let visits: [Double]
    /// Shape `[state]`.
    let worth: [Double]
  }

  init(
    _ problem: ChainProblem, _ quantities: [Quantity], _ control: RunControl
  ) throws(EngineError) {
    var answers = [ExactEngine.Answer](repeating: .init(value: 0), count: quantities.count)
    var parts = [Part?](repeating: nil, count: quantities.count)
    for (target, places) in ChainGradient.groups(quantities) {
      if control.isInterrupted() { throw .interrupted }
      let stopped = try StoppedVisits(problem, at: target.map { problem.targets[$0] })
      for place in places {
        let (answer, worth, terms) = try Self.part(quantities[place], problem, stopped)
        answers[place] = answer
        parts[place] = Part(
          start: StartWorth(worth, problem.start),
          terms: terms.map { Term(visits: $0.visits, worth: $0.worth) })
      }
    }
    self.answers = answers
    self.parts = parts.compactMap { $0 }
  }

  private typealias Parts = (
    answer: ExactEngine.Answer, start: [Double], terms: [(visits: [Double], worth: [Double])]
  )

  private static func part(
    _ quantity: Quantity, _ problem: ChainProblem, _ stopped: StoppedVisits
  ) throws(EngineError) -> Parts {
    switch quantity {
    case .reachProbability(let set):
      let arrival = try stopped.arrival(in: problem.targets[set])
      return probability(arrival, problem, stopped)
    case .firstPassageSteps(let set):
      return try passage(stopped.arrival(in: problem.targets[set]), problem, stopped)
    case .absorptionProbability(let set):
      return probability(try stopped.arrival(in: problem.outcomes[set]), problem, stopped)
    case .unresolvedProbability:
      let part = probability(try stopped.arrival(in: resolved(problem)), problem, stopped)
      return (
        .init(value: part.answer.complement ?? 0, complement: part.answer.value),
        part.start.map { -$0 }, part.terms.map { ($0.visits, $0.worth.map { -$0 }) }
      )
    case .occupancySteps(let set):
      let marks = problem.occupied.groupOfState.map { $0 == Int32(set) }
      return total(try stopped.steps(in: marks), problem, stopped)
    case .restrictedMeanSteps:
      return total(try stopped.steps(in: resolved(problem).map { !$0 }), problem, stopped)
    case .rewardToTarget, .finalProbability:
      preconditionFailure("the engine has no answer to \(quantity)")
    }
  }

  private static func resolved(_ problem: ChainProblem) -> [Bool] {
    (0..<problem.matrix.stateCount).map { state in problem.outcomes.contains { $0[state] } }
  }

  private static func probability(
    _ arrival: StoppedVisits.Arrival, _ problem: ChainProblem, _ stopped: StoppedVisits
  ) -> Parts {
    let answer = ExactEngine.Answer(
      value: ExactEngine.mean(arrival.probability, problem.start),
      complement: ExactEngine.mean(arrival.complement, problem.start))
    let worth = arrival.worth(of: answer)
    return (answer, worth, [(stopped.visits, worth)])
  }

  /// The steps of the trajectories that arrive: y = h + Q y, so y' = (I - Q)^-1 (Q' y + h').
  private static func passage(
    _ arrival: StoppedVisits.Arrival, _ problem: ChainProblem, _ stopped: StoppedVisits
  ) throws(EngineError) -> Parts {
    let reach = probability(arrival, problem, stopped)
    let steps = try stopped.solve(arrival.probability)
    let later = try stopped.visitsAfterVisits()
    return (
      .init(value: ExactEngine.mean(steps, problem.start)), steps,
      [(stopped.visits, steps), (later, reach.start)]
    )
  }

  private static func total(
    _ worth: [Double], _ problem: ChainProblem, _ stopped: StoppedVisits
  ) -> Parts {
    (
      .init(value: ExactEngine.mean(worth, problem.start)), worth, [(stopped.visits, worth)]
    )
  }

  /// Shape `[quantity]`; nil where there is no derivative.
  func derivatives(along difference: ChainDifference) -> [Double?] {
    zip(parts, answers).map { part, answer in
      guard answer.value.isFinite else { return nil }
      var sum = part.start.derivative(along: difference)
      for term in part.terms {
        guard let product = Self.product(term, difference) else { return nil }
        sum += product
      }
      return sum.isFinite ? sum : nil
    }
  }

  /// Σ_i z_i Σ_{j≠i} P'_ij (x_j - x_i), or nil where a state that was never left gets a way out that
  /// matters.
  private static func product(_ term: Term, _ difference: ChainDifference) -> Double? {
    var sum = 0.0
    for row in term.visits.indices {
      let entries = difference.offsets[row]..<difference.offsets[row + 1]
      let visits = term.visits[row]
      guard !entries.isEmpty, visits != 0 else { continue }
      let here = term.worth[row]
      if visits == .infinity {
        guard entries.allSatisfy({ term.worth[Int(difference.targets[$0])] == here }) else {
          return nil
        }
        continue
      }
      var rate = 0.0
      for entry in entries {
        rate += difference.rates[entry] * (term.worth[Int(difference.targets[entry])] - here)
      }
      sum += visits * rate
    }
    return sum
  }
}
