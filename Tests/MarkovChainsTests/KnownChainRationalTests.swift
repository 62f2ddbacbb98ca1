import BigInt
import Testing

@Suite struct KnownChainRationalTests {
  @Test func arithmeticIsInLowestTerms() {
    #expect(Rational(6, -4) == Rational(-3, 2))
    #expect(Rational(1, 6) + Rational(1, 10) == Rational(4, 15))
    #expect(Rational(1, 6) + Rational(-1, 6) == 0)
    #expect(Rational(1, 6) - Rational(1, 2) == Rational(-1, 3))
    #expect(Rational(4, 15) * Rational(-5, 6) == Rational(-2, 9))
    #expect(Rational(4, 15) / Rational(-8, 5) == Rational(-1, 6))
    #expect(Rational(2, 3).power(5) == Rational(32, 243))
    #expect(Rational(2, 3).power(0) == 1)
    #expect(Rational(-7, 3) < Rational(-9, 4) && Rational(1, 3) < Rational(1, 2))
    #expect((Rational(1, 3) - Rational(1, 3)).denominator == 1)
  }

  @Test func decimalTextIsExact() {
    #expect(Rational(decimal: "0.1") == Rational(1, 10))
    #expect(Rational(decimal: "-12.50") == Rational(-25, 2))
    #expect(Rational(decimal: "1e-12") == Rational(1, 1_000_000_000_000))
    #expect(Rational(decimal: "2.5E+3") == 2500)
    #expect(Rational(decimal: ".5") == Rational(1, 2))
    for text in ["", ".", "-", "1e", "e5", "0x1", "1.2.3", "--1", "1 "] {
      #expect(Rational(decimal: text) == nil, "\(text)")
    }
  }

  @Test func doublesGoThereAndBack() {
    #expect(Rational(exactly: 0.375) == Rational(3, 8))
    #expect(Rational(exactly: 0.1) != Rational(1, 10))
    var values = [
      0, 1, 0.1, 1.0 / 3, 1e300, -1e-300, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .leastNormalMagnitude.nextDown, .greatestFiniteMagnitude, 0x1p52, 0x1p53, -0x1p-1073,
    ]
    var generator = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { values.append(value) }
    }
    for value in values { #expect(Rational(exactly: value).double == value) }
  }

  /// Halfway between two doubles the even one wins, and a hair decides otherwise.
  @Test func conversionRoundsToNearestEven() {
    let hair = Rational(1, 10).power(400)
    for value in [1, 1 + .ulpOfOne, 0x1p-1060 + 0x1p-1074, 0x1p-1074, 0x1p-1022, 1e22, 0]
      as [Double]
    {
      let middle = (Rational(exactly: value) + Rational(exactly: value.nextUp)) * Rational(1, 2)
      let even = value.significandBitPattern & 1 == 0 ? value : value.nextUp
      #expect(middle.double == even)
      #expect((middle + hair).double == value.nextUp)
      #expect((middle - hair).double == value)
      #expect((-middle).double == -even)
    }
    #expect(Rational(1, 3).double == 1.0 / 3)
    #expect(decimal("1e23").double == 1e23)
    #expect(Rational(2).power(1024).double == .infinity)
    #expect(Rational(1, 2).power(1076).double == 0)
  }

  @Test func logarithmsReachBeyondDoubles() {
    #expect(abs(decimal("1e-500").log10 + 500) < 1e-10)
    #expect(abs(Rational(2).power(10_000).log10 - 3010.2999566398120) < 1e-9)
    #expect(abs(decimal("0.7").log10 + 0.15490195998574317) < 1e-14)
    #expect(Rational.zero.log10 == -.infinity)
  }

  /// Lehmer's divisor against the binary one of the library, on numbers with a common part.
  @Test func divisorsAgreeWithTheBinaryMethod() {
    var generator = SplitMix64(seed: 2)
    func number(_ words: Int) -> BigUInt {
      BigUInt(words: (0..<words).map { _ in UInt(generator.next()) })
    }
    for round in 0..<300 {
      let common = number(round % 5)
      let (a, b) = (common * number(1 + round % 7), common * number(1 + round % 11))
      #expect(greatestCommonDivisor(a, b) == a.greatestCommonDivisor(with: b))
    }
    let (long, short) = (BigUInt(3).power(500), BigUInt(3).power(90) * 7)
    #expect(greatestCommonDivisor(long, short) == BigUInt(3).power(90))
    #expect(greatestCommonDivisor(long, 0) == long)
    #expect(greatestCommonDivisor(0, 5) == 5)
  }

  @Test func binomialsAreThoseOfPascal() {
    #expect(binomial(52, 5) == 2_598_960)
    #expect(binomial(5, 6) == 0 && binomial(5, 0) == 1)
  }
}
