import Escalation
import MarkovChains

/// How one answer changes with one number of the model, all others as they are.
public struct GradientRow: Sendable {
  let question: RowQuestion
  /// The structure of the model; nil where it has one only.
  let structure: String?
  let estimate: Estimate
  let parameter: Parameter
  /// The number as it is set.
  let value: Double
  /// nil where there is none: for whole numbers, without room to move, where the answer is infinite or
  /// jumps.
  let derivative: Double?

  /// d log answer / d log number; nil where either is zero.
  var elasticity: Double? {
    guard let derivative, value != 0, estimate.value != 0, estimate.value.isFinite else {
      return nil
    }
    return finite(derivative / estimate.value * value)
  }

  /// The derivative times the range that the model states for the number; nil where it states none.
  var swing: Double? {
    guard let derivative, let low = parameter.number.low, let high = parameter.number.high else {
      return nil
    }
    return finite(derivative * (high - low))
  }

  /// The same on the logit of a probability; nil for a sure or impossible one.
  var logitSwing: Double? {
    guard let swing, let complement = estimate.complement, estimate.value > 0, complement > 0 else {
      return nil
    }
    return finite(swing / estimate.value / complement)
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  /// Whether the number matters to the answer beyond what rounding leaves of a derivative of zero.
  var isNoticeable: Bool {
    guard let derivative else { return false }
    return abs(derivative) * (value == 0 ? 1 : abs(value)) > 1e-9 * abs(estimate.value)
  }

  /// Whether it stands before another row of the same question: elasticities by size, then derivatives of
  /// what has no elasticity by size, then what has none.
  func stands(before other: GradientRow) -> Bool {
    let (own, theirs) = (elasticity.map(abs), other.elasticity.map(abs))
    if own != theirs { return own ?? -1 > theirs ?? -1 }
    return derivative.map(abs) ?? -1 > other.derivative.map(abs) ?? -1
  }
}
