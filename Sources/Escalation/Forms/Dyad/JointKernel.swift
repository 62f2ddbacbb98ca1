/// What both sides do on a day: apart given the state, but with a mediator's proposal put to both or to
/// neither. That the draw is joint is the point of mediation.
struct JointKernel {
  /// One way in which a day may go.
  struct Move {
    let next: DyadStates.Postures
    /// Whether each side was left without an answer and read the silence as hostile.
    let isSilentToFirst: Bool
    let isSilentToSecond: Bool
    let probability: Double
  }

  private let rungCount: Int
  /// Shape `[mediated][side]`.
  private let sides: [[SideKernel]]
  /// Shape `[rung]`: the chance of a proposal.
  private let proposal: [Double]
  private let form: DyadForm
  private let partsSilence: Bool

  /// - Parameter values: As the conditions have them.
  init(_ form: DyadForm, rungCount: Int, _ values: ParameterValues) {
    self.form = form
    self.rungCount = rungCount
    partsSilence = form.processes.contains { $0.events.contains { $0.trigger == .silence } }
    let readings = (0...1).map { form.reading(of: $0, rungCount: rungCount, values) }
    proposal = form.mediation.proposal.parameters.map {
      values[form.factors.mediation] * values[$0]
    }
    let partsSilence = partsSilence
    sides = (proposal.contains { $0 > 0 } ? [false, true] : [false]).map { isMediated in
      (0...1).map { side in
        SideKernel(
          form, side: side, rungCount: rungCount, isMediated: isMediated,
          partsSilence: partsSilence, reading: readings[side], values)
      }
    }
  }

  /// All ways from a pair of postures, of positive probability.
  func moves(_ pair: DyadStates.Postures) -> [Move] {
    let n = rungCount
    let mediated = proposal[form.rung(pair.first, pair.second)]
    let first = (pair.first * n + pair.second) * n
    let second = (pair.second * n + pair.first) * n
    var moves: [Move] = []
    moves.reserveCapacity(25)
    for silentToFirst in partsSilence ? [false, true] : [false] {
      for silentToSecond in partsSilence ? [false, true] : [false] {
        for a in DyadForm.choices(pair.first, n) {
          for b in DyadForm.choices(pair.second, n) {
            var probability = 0.0
            for (isMediated, kernels) in sides.enumerated() {
              let weight = sides.count == 1 ? 1 : isMediated == 1 ? mediated : 1 - mediated
              let kernelA = silentToFirst ? kernels[0].silent : kernels[0].plain
              let kernelB = silentToSecond ? kernels[1].silent : kernels[1].plain
              probability += weight * kernelA[first + a] * kernelB[second + b]
            }
            guard probability > 0 else { continue }
            moves.append(
              Move(
                next: DyadStates.Postures(first: a, second: b), isSilentToFirst: silentToFirst,
                isSilentToSecond: silentToSecond, probability: probability))
          }
        }
      }
    }
    return moves
  }
}

extension DyadForm {
  /// The postures within reach on a day.
  static func choices(_ posture: Int, _ rungCount: Int) -> ClosedRange<Int> {
    max(0, posture - moveLimit)...min(rungCount - 1, posture + moveLimit)
  }
}
