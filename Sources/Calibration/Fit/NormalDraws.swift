import RandomStreams
import SpecialFunctions

/// Random numbers of a calibration: uniform, normal, gamma, from one addressed stream.
struct NormalDraws {
  private var generator: Xoshiro256PlusPlus

  /// The stream of a number under a seed.
  init(seed: UInt64, number: Int) {
    generator = StreamAddress(seed: seed, scenarioKey: stableHash("calibration".utf8))
      .generator(trajectory: number)
  }

  /// In the open interval from 0 to 1.
  mutating func uniform() -> Double {
    (Double(generator.next() >> 11) + 0.5) * 0x1p-53
  }

  /// A whole number below a limit.
  mutating func below(_ limit: Int) -> Int {
    Int(generator.next().multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// Standard normal.
  ///
  /// - Source: Marsaglia and Bray, A convenient method for generating normal variables (1964): the polar
  ///   method, of which one of the two numbers is used.
  mutating func next() -> Double {
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      if square < 1, square > 0 {
        return x * (-2 * Elementary.log(square) / square).squareRoot()
      }
    }
  }

  /// Gamma with a shape and scale one.
  ///
  /// - Source: Marsaglia and Tsang, A simple method for generating gamma variables (2000); shapes below one
  ///   by a power of a uniform number.
  mutating func gamma(shape: Double) -> Double {
    guard shape >= 1 else {
      return gamma(shape: shape + 1) * Elementary.exp(Elementary.log(uniform()) / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = next()
      let cube = 1 + c * x
      guard cube > 0 else { continue }
      let v = cube * cube * cube
      if Elementary.log(uniform()) < 0.5 * x * x + d * (1 - v + Elementary.log(v)) { return d * v }
    }
  }
}
