import LinearAlgebra
import SpecialFunctions

extension DyadForm {
  /// What one side makes of the other on a day: signal, shock, channel, silence.
  struct Reading {
    /// Shape `[rung]` of `[other's posture, reading]`: readings on days that pass without hostile silence.
    let heard: [Matrix]
    /// The same for days on which no one answers and silence is read as one rung more.
    let silent: [Matrix]
    /// Shape `[rung]`: how far the other side's declared line is believed; empty where it has none.
    let belief: [Double]
  }

  /// The kernel of the signal: the chance that a posture is read as each rung.
  ///
  /// Readings fall off exponentially from the true posture; the row is normalised on the ladder, which
  /// draws readings at its ends inward. At full clarity it is the identity.
  ///
  /// - Returns: Shape `[posture, reading]`; each row sums to one.
  static func signalKernel(
    rungCount: Int, clarity: Double, width: Double, bias: Double
  ) -> Matrix {
    var kernel = Matrix(rowCount: rungCount, columnCount: rungCount)
    let noise = 1 - clarity
    let spread = width * noise
    for posture in 0..<rungCount {
      guard spread > 1e-12 else {
        kernel[posture, posture] = 1
        continue
      }
      let distances = (0..<rungCount).map { abs(Double($0 - posture) - bias * noise) / spread }
      let least = distances.reduce(.infinity, min)
      let weights = distances.map { Elementary.exp(least - $0) }
      let sum = weights.reduce(0, +)
      for reading in 0..<rungCount { kernel[posture, reading] = weights[reading] / sum }
    }
    return kernel
  }

  /// One rung more, up to the top.
  static func oneMore(_ kernel: Matrix) -> Matrix {
    let top = kernel.columnCount - 1
    var raised = Matrix(rowCount: kernel.rowCount, columnCount: kernel.columnCount)
    for row in 0..<kernel.rowCount {
      for reading in 0...top { raised[row, min(reading + 1, top)] += kernel[row, reading] }
    }
    return raised
  }

  /// The clarity of what a side reads: a signal is read no more clearly than it was sent.
  func clarity(of side: Int, _ values: ParameterValues) -> Double {
    var received = values[factors.receivedClarity[side]]
    if let confidence {
      received += values[confidence.clarity] * (values[confidence.level[side]] - 0.5)
    }
    return min(values[factors.sentClarity[1 - side]], min(1, max(0, received)))
  }

  /// The chance that some channel puts a reading right on a day on a rung.
  func answerProbability(rung: Int, _ values: ParameterValues) -> Double {
    var noAnswer = 1.0
    // Decisions come after a geometric time of mean 1/tempo: an answer that takes longer is too late.
    let slowness = 1 - min(1, values[tempo.daily])
    for channel in channels where channel.rungs.contains(rung) {
      let latency = values[channel.latency]
      let inTime =
        latency == 0 ? 1 : slowness > 0 ? Elementary.exp(latency * Elementary.log(slowness)) : 0
      noAnswer *=
        1 - values[factors.channelAvailability] * values[channel.availability]
        * values[channel.answer.parameters[rung]] * inTime
    }
    return (1 - values[refusal.parameters[rung]]) * (1 - noAnswer)
  }

  /// The chance that something raises what a side reads by one rung: an accident, or a client of the
  /// other side, the likelier the more its patron backs it.
  func shockProbability(of side: Int, _ values: ParameterValues) -> Double {
    var none = 1 - values[signal.shock[side]]
    for client in clients where client.patron != side {
      let power = 1 + values[client.emboldening] * values[client.backing]
      let rate = values[client.rate]
      none *= rate < 1 ? Elementary.exp(power * Elementary.log1p(-rate)) : 0
    }
    return 1 - none
  }

  func reading(of side: Int, rungCount: Int, _ values: ParameterValues) -> Reading {
    let clarity = clarity(of: side, values)
    let signal = Self.signalKernel(
      rungCount: rungCount, clarity: clarity, width: values[self.signal.width],
      bias: values[self.signal.bias[side]])
    let shock = shockProbability(of: side, values)
    let raised = Self.oneMore(signal)
    var seen = signal
    for index in seen.elements.indices {
      seen.elements[index] = (1 - shock) * signal.elements[index] + shock * raised.elements[index]
    }
    let hostile = Self.oneMore(seen)
    let silence = values[self.silence] * (1 - clarity)
    var heard: [Matrix] = []
    var silent: [Matrix] = []
    var belief: [Double] = []
    let faced = lines.first { $0.by != side }
    for rung in 0..<rungCount {
      let answered = answerProbability(rung: rung, values)
      var (open, shut) = (seen, hostile)
      for index in open.elements.indices {
        open.elements[index] *= (1 - answered) * (1 - silence)
        shut.elements[index] *= (1 - answered) * silence
      }
      for posture in 0..<rungCount { open[posture, posture] += answered }
      heard.append(open)
      silent.append(shut)
      if faced != nil, let bluffBias, let agreedLines {
        let believed = answered + (1 - answered) * clarity * (1 - values[bluffBias[side]])
        belief.append(believed + (1 - believed) * values[agreedLines])
      }
    }
    return Reading(heard: heard, silent: silent, belief: belief)
  }
}
