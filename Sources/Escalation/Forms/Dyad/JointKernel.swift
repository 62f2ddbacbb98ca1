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
  private let sides: SideKernels
  /// Shape `[rung]`: the chance of a proposal.
  private let proposal: [Double]
  private let form: DyadForm

  /// - Parameter values: As the conditions have them.
  init(_ form: DyadForm, rungCount: Int, _ values: ParameterValues, _ sides: SideKernels) {
    self.form = form
    self.rungCount = rungCount
    self.sides = sides
    proposal = form.mediation.proposal.parameters.map {
      values[form.factors.mediation] * values[$0]
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
    let silences = sides.partsSilence ? [false, true] : [false]
    var ways: [(kernels: [SideKernel], weight: Double)] = [(sides.apart, 1 - mediated)]
    if mediated > 0 { ways.append((sides.mediated, mediated)) }
    for silentToFirst in silences {
      for silentToSecond in silences {
        for a in DyadForm.choices(pair.first, n) {
          for b in DyadForm.choices(pair.second, n) {
            var probability = 0.0
            for (kernels, weight) in ways {
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

/// What each side does on a day by itself, without and with a mediator's proposal on the table.
struct SideKernels {
  /// The values it was made of, but for mediation.
  let key: [Double]
  /// Shape `[side]`.
  let apart: [SideKernel]
  let mediated: [SideKernel]
  let partsSilence: Bool

  init(_ form: DyadForm, rungCount: Int, _ values: ParameterValues, key: [Double]) {
    self.key = key
    let partsSilence = form.processes.contains { $0.events.contains { $0.trigger == .silence } }
    self.partsSilence = partsSilence
    let readings = (0...1).map { form.reading(of: $0, rungCount: rungCount, values) }
    func kernels(_ isMediated: Bool) -> [SideKernel] {
      (0...1).map { side in
        SideKernel(
          form, side: side, rungCount: rungCount, isMediated: isMediated,
          partsSilence: partsSilence, reading: readings[side], values)
      }
    }
    apart = kernels(false)
    mediated = kernels(true)
  }
}
