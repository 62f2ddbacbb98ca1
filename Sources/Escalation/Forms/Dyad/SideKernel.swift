import LinearAlgebra
import SpecialFunctions

/// What one side does on a day: its reading of the other composed with its response, slowed by its tempo.
///
/// The composition is the matrix product of reading and response over what is read, of which only the entries of
/// postures that go together on a rung are needed. It is summed in one order, so that its bits are the same
/// everywhere, and nothing is subtracted.
struct SideKernel {
  /// Shape `[own posture, other's posture, next posture]`, flat: days without hostile silence.
  let plain: [Double]
  /// Days on which silence is read as hostile; empty where nothing depends on it: they are part of `plain`.
  let silent: [Double]
  let rungCount: Int

  /// - Parameters:
  ///   - partsSilence: Whether days of hostile silence are kept apart.
  init(
    _ form: DyadForm, side: Int, rungCount n: Int, isMediated: Bool, partsSilence: Bool,
    reading: DyadForm.Reading, _ values: ParameterValues
  ) {
    rungCount = n
    var plain = [Double](repeating: 0, count: n * n * n)
    var silent = partsSilence ? plain : []
    let tempo = min(1, values[form.tempo.daily])
    let ownLine = form.lines.first { $0.by == side }?.rung
    let faced = form.lines.first { $0.by != side }
    let responses = (ownLine == nil ? [false] : [false, true]).map {
      form.responseWeights(
        of: side, rungCount: n, isCrossed: $0, isMediated: isMediated, values)
    }
    for own in 0..<n {
      let choices = DyadForm.choices(own, n)
      for other in 0..<n {
        let rung = form.sideRung(side, own: own, other: other)
        let isCrossed = ownLine.map { other >= $0 } ?? false
        let response = responses[isCrossed ? 1 : 0].weights
        let first = (own * n + other) * n
        // Beyond exp(-700) nothing is left of a weight.
        let deterred =
          faced.map { Elementary.exp(-min(700, values[$0.cost] * reading.belief[rung])) } ?? 1
        let line = faced?.rung ?? n
        // A line that is crossed whatever is chosen deters from nothing.
        let factor = choices.lowerBound >= line ? 1 : deterred
        for seen in 0..<n {
          let place = ResponseWeights.place(seen, own, choices.lowerBound, n)
          var sum = 0.0
          for next in choices {
            sum += response[place + next - choices.lowerBound] * (next >= line ? factor : 1)
          }
          let heard = tempo * reading.heard[rung][other, seen] / sum
          let stung = tempo * reading.silent[rung][other, seen] / sum
          for next in choices {
            let weight =
              response[place + next - choices.lowerBound] * (next >= line ? factor : 1)
            if partsSilence {
              plain[first + next] += heard * weight
              silent[first + next] += stung * weight
            } else {
              plain[first + next] += (heard + stung) * weight
            }
          }
        }
        plain[first + own] += 1 - tempo
      }
    }
    self.plain = plain
    self.silent = silent
  }
}

extension DyadForm {
  /// The rung of the crisis as one side's postures are written: its own first.
  func sideRung(_ side: Int, own: Int, other: Int) -> Int {
    side == 0 ? rung(own, other) : rung(other, own)
  }
}
