import LinearAlgebra

/// What one side does on a day: its reading of the other composed with its response, slowed by its tempo.
struct SideKernel {
  /// Shape `[own posture, other's posture, next posture]`, flat: days without hostile silence.
  let plain: [Double]
  /// Days on which silence is read as hostile; zero where nothing depends on it, and then part of `plain`.
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
    var silent = plain
    let tempo = min(1, values[form.tempo.daily])
    let ownLine = form.lines.first { $0.by == side }?.rung
    // Where a line is faced, how far it is believed depends on the rung, and with it the response.
    let rungsApart = reading.belief.isEmpty ? [0] : Array(0..<n)
    for isCrossed in ownLine == nil ? [false] : [false, true] {
      for rung in rungsApart {
        let response = form.responseKernel(
          of: side, rungCount: n, belief: reading.belief.isEmpty ? 0 : reading.belief[rung],
          isCrossed: isCrossed, isMediated: isMediated, values)
        let heard = reading.heard.orderedProduct(response)
        let unheard = reading.silent.orderedProduct(response)
        for own in 0..<n {
          for other in 0..<n {
            let here = form.sideRung(side, own: own, other: other)
            guard reading.belief.isEmpty || here == rung,
              ownLine.map({ other >= $0 }) ?? false == isCrossed
            else { continue }
            let row = here * n + other
            for next in 0..<n {
              let place = (own * n + other) * n + next
              let (a, b) = (
                tempo * heard[row, own * n + next], tempo * unheard[row, own * n + next]
              )
              plain[place] = partsSilence ? a : a + b
              silent[place] = partsSilence ? b : 0
            }
            plain[(own * n + other) * n + own] += 1 - tempo
          }
        }
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
