import Escalation

/// The points at which a model is compiled to differentiate it by one parameter: Σ weight (other - base) /
/// step, central inside the range of the parameter and one-sided of second order at its ends.
///
/// The step is 2^-17 of the length over which the model changes: one for levels and logits, the number
/// itself for probabilities and days. It is a power of two, so that the points are what they are meant to
/// be. The error is about 1e-11 of the entries over that length, from rounding and from curvature each.
/// What the other numbers of a row of probabilities make room by is linear in the number, so that little
/// room bends nothing.
struct ParameterStep {
  let base: ParameterValues
  let others: [(weight: Double, values: ParameterValues)]
  let step: Double

  /// - Parameters:
  ///   - settings: What is set besides.
  ///   - index: Of the parameter.
  ///   - values: The point, with the settings.
  /// - Returns: nil where there is no derivative: for whole numbers, and where the other settings leave
  ///   the parameter no room.
  init?(
    _ model: EscalationModel, setting settings: [(path: String, value: Double)],
    parameter index: Int, at values: ParameterValues
  ) {
    let parameter = model.parameters[index]
    let value = values[index]
    func point(_ value: Double) -> ParameterValues? {
      try? model.values(setting: settings + [(parameter.path, value)])
    }
    guard let length = Self.length(parameter.rule, value), let centre = point(value) else {
      return nil
    }
    let size = max(
      Double(sign: .plus, exponent: length.exponent - 17, significand: 1), 4 * value.ulp)
    if let above = point(value + size), let below = point(value - size) {
      base = below
      others = [(1, above)]
      step = above[index] - below[index]
      return
    }
    // The base is set to its own value too, so that all three points are settled alike.
    for side in [size, -size] {
      guard let near = point(value + side), let far = point(value + 2 * side) else { continue }
      base = centre
      others = [(4, near), (-1, far)]
      step = far[index] - centre[index]
      return
    }
    return nil
  }

  /// The length over which a model changes with a number, or nil for a number that cannot move a little.
  private static func length(_ rule: NumberRule, _ value: Double) -> Double? {
    switch rule {
    case .count: nil
    case .unitInterval, .logit: 1
    default: value == 0 ? 1 : abs(value)
    }
  }
}
