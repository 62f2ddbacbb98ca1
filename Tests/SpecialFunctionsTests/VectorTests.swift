import Foundation
import SpecialFunctions
import TestSupport
import Testing

/// Every function against values computed to 50 digits; `Vectors/make.py` says how.
@Suite struct VectorTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let function: String
    let arguments: [Double]
    let value: Double
    var testDescription: String { "\(function)\(arguments)" }
  }

  static let vectors: [Vector] = {
    let text = (try? TestFiles.text("Tests/SpecialFunctionsTests/Vectors/vectors.csv")) ?? ""
    return text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return Vector(
        function: String(fields[0]), arguments: fields[1...4].compactMap { Double($0) },
        value: Double(fields[5]) ?? .nan)
    }
  }()

  @Test func theVectorsAreThere() {
    #expect(Self.vectors.count > 100)
  }

  /// Elementary functions to two units in the last place; tails to 1e-13 of the logarithm, or of one.
  @Test(arguments: vectors)
  func matches(_ vector: Vector) {
    let x = vector.arguments
    let (value, tolerance): (Double, Double) =
      switch vector.function {
      case "exp": (Elementary.exp(x[0]), 5e-16)
      case "expm1": (Elementary.expm1(x[0]), 5e-16)
      case "log": (Elementary.log(x[0]), 5e-16)
      case "log1p": (Elementary.log1p(x[0]), 5e-16)
      case "relativeEntropyTerm": (Elementary.relativeEntropyTerm(x[0]), 4e-15)
      case "stirlingCorrection": (GammaFunction.stirlingCorrection(x[0]), 1e-14)
      case "logGamma": (GammaFunction.logGamma(x[0]), 2e-14)
      case "logUpperTail": (Normal.logUpperTail(x[0]), 2e-14)
      case "score": (Normal.score(upperTail: x[0]), 1e-15)
      case "logLowerTail":
        (IncompleteBeta.logTails(a: x[0], b: x[1], x: x[2], complement: 1 - x[2]).lower, 1e-12)
      case "logUpperBeta":
        (IncompleteBeta.logTails(a: x[0], b: x[1], x: x[2], complement: 1 - x[2]).upper, 1e-12)
      case "logStudentTail":
        (StudentT.logUpperTail(x[0], degreesOfFreedom: x[1]), 1e-13)
      default: (.nan, 0)
      }
    // Denormal results carry fewer digits; near log 1 = 0 the absolute error counts for tails.
    let isTail = vector.function.hasPrefix("log") && vector.function.count > 5
    let scale = max(abs(vector.value), isTail ? 1 : 1e-307)
    #expect(abs(value - vector.value) <= tolerance * scale + 5e-324, "got \(value)")
  }

  @Test func inversesUndoTails() {
    withEvery([0.0, 0.1, 1, 2.4, 2.6, 5, 12, 30]) { z in
      #expect(abs(Normal.score(logUpperTail: Normal.logUpperTail(z)) - z) < 1e-12 * max(1, z))
      #expect(abs(Normal.score(logUpperTail: Normal.logUpperTail(-z)) + z) < 1e-8)
    }
    for (a, b) in [(0.5, 0.5), (1, 1e6), (3, 4), (5e8, 0.5), (297_000, 9_703_001), (1e10, 3e10)] {
      for tail in [1e-12, 0.025, 0.5, 0.975] {
        let (x, y) = IncompleteBeta.quantile(a: a, b: b, logLowerTail: Elementary.log(tail))
        let back = IncompleteBeta.logTails(a: a, b: b, x: x, complement: y).lower
        #expect(abs(back - Elementary.log(tail)) < 1e-8, "\(a) \(b) \(tail)")
      }
    }
  }

  /// Against R 4 and scipy 1.17, which agree to the digits given.
  @Test(arguments: [
    (0.95, 9.0, 2.262157162798205), (0.99, 1, 63.656741162871526),
    (0.95, 999_999, 1.9599663568164791), (0.5, 4, 0.7406970841126829),
    // These by mpmath 1.3, forty digits.
    (0.95, 99_999, 1.9599877077718444), (0.5, 10_000, 0.67451428448359243),
    (0.999_999, 12_345, 4.8941089705895035),
  ])
  func studentQuantiles(confidence: Double, degrees: Double, expected: Double) {
    let value = StudentT.quantile(confidence: confidence, degreesOfFreedom: degrees)
    #expect(relativeError(value, expected) < 1e-10)
  }

  /// From one degree of freedom on, and in both tails: the guess that quantiles start from is poor there.
  @Test(arguments: [1.0, 2, 3, 7, 40, 999, 9_999, 10_000, 1e9])
  func studentQuantilesUndoTails(degrees: Double) {
    withEvery([1e-6, 0.3, 0.95, 0.9999, 1 - 1e-9, 1 - 1e-15]) { confidence in
      let t = StudentT.quantile(confidence: confidence, degreesOfFreedom: degrees)
      let tail = Elementary.log((1 - confidence) / 2)
      let found = StudentT.logUpperTail(t, degreesOfFreedom: degrees)
      #expect(abs(found - tail) < 1e-11 * max(1, -tail), "\(degrees) \(confidence)")
    }
  }

  /// The expansion for many degrees of freedom takes over where the continued fraction ends.
  @Test(arguments: [0.01, 0.5, 0.95, 0.999, 1 - 1e-9]) func studentExpansionFits(confidence: Double)
  {
    let (last, first) = (1e4.nextDown, 1e4)
    #expect(
      relativeError(
        StudentT.quantile(confidence: confidence, degreesOfFreedom: first),
        StudentT.quantile(confidence: confidence, degreesOfFreedom: last)) < 1e-11)
  }

  @Test func edgesAreExact() {
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.exp(-1000) == 0)
    #expect(Elementary.exp(1000) == .infinity)
    #expect(Elementary.log(0) == -.infinity)
    #expect(Elementary.log(-1).isNaN)
    #expect(Elementary.log(1) == 0)
    #expect(Normal.score(logUpperTail: -.infinity) == .infinity)
    #expect(Normal.score(logUpperTail: 0) == -.infinity)
  }
}

@Suite struct GaussHermiteTests {
  /// A rule of n nodes integrates powers up to 2n - 1: even moments of the normal are 1, 3, 15, ...
  @Test(arguments: [1, 2, 7, 14, 33, 64])
  func integratesMomentsExactly(_ count: Int) {
    let (nodes, weights) = GaussHermite.rule(count: count)
    var moment = 1.0
    for power in stride(from: 0, through: min(2 * count - 2, 20), by: 2) {
      if power > 0 { moment *= Double(power - 1) }
      let sum = zip(nodes, weights).reduce(0.0) { sum, pair in
        sum + pair.1 * (0..<power).reduce(1.0) { product, _ in product * pair.0 }
      }
      #expect(relativeError(sum, moment) < 1e-12, "power \(power)")
    }
    #expect(nodes == nodes.sorted())
    #expect(zip(nodes, nodes.reversed()).allSatisfy { $0 == -$1 })
  }

  /// The seven nodes and weights that the fit of the ladder was made with.
  @Test func sevenNodesAreTheOnesOfTheFit() {
    let (nodes, weights) = GaussHermite.rule(count: 7)
    let expected = [-3.75044, -2.366759, -1.154405, 0, 1.154405, 2.366759, 3.75044]
    let expectedWeights = [
      0.00054827, 0.03075712, 0.24012318, 0.45714286, 0.24012318, 0.03075712, 0.00054827,
    ]
    #expect(zip(nodes, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(zip(weights, expectedWeights).allSatisfy { abs($0 - $1) < 1e-8 })
  }

  /// Three terms of a series and a table are the same function, on both sides of where they meet.
  @Test func factorialCorrectionsAreStirlingCorrections() {
    for n in Array(1...300) + [1_000, 12_345, 1_000_000, 1 << 40, 1_000_000_000_000_000] {
      let value = GammaFunction.factorialCorrection(n)
      #expect(abs(value - GammaFunction.stirlingCorrection(Double(n))) < 2e-18, "\(n)")
    }
  }
}
