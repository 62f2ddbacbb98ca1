import BigInt

/// The greatest common divisor, by Lehmer's method: the quotients of Euclid's algorithm are found
/// from leading words, some thirty bits of progress for one pass over the long numbers.
///
/// - Source: Knuth, The Art of Computer Programming, volume 2 (third edition 1997), section 4.5.2,
///   algorithm L.
func greatestCommonDivisor(_ first: BigUInt, _ second: BigUInt) -> BigUInt {
  if first.bitWidth <= 64, second.bitWidth <= 64 {
    return BigUInt(wordDivisor(UInt(first), UInt(second)))
  }
  var (a, b) = first >= second ? (first, second) : (second, first)
  while b.bitWidth > 64 {
    guard let steps = lehmerSteps(a, b) else {
      (a, b) = (b, a % b)
      continue
    }
    let (long, short) = (Array(a.words), Array(b.words))
    a = combination(steps.0, long, steps.1, short)
    b = combination(steps.2, long, steps.3, short)
    if a < b { swap(&a, &b) }
  }
  guard !b.isZero else { return a }
  return BigUInt(wordDivisor(UInt(b), UInt(a % b)))
}

private func wordDivisor(_ first: UInt, _ second: UInt) -> UInt {
  var (a, b) = (first, second)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}

/// The matrix of several steps of Euclid that the leading 62 bits decide, or nil when they decide
/// none.
private func lehmerSteps(_ a: BigUInt, _ b: BigUInt) -> (Int, Int, Int, Int)? {
  let shift = a.bitWidth - 62
  var u = Int(a >> shift)
  var v = Int(b >> shift)
  var (m0, m1, m2, m3) = (1, 0, 0, 1)
  while v + m2 != 0, v + m3 != 0 {
    let quotient = (u + m0) / (v + m2)
    guard quotient == (u + m1) / (v + m3) else { break }
    // Below 2^31 all products fit; the leading bits hardly ever decide more than that.
    let (next0, next1) = (m0 - quotient * m2, m1 - quotient * m3)
    guard max(abs(next0), abs(next1)) < 1 << 31 else { break }
    (m0, m2) = (m2, next0)
    (m1, m3) = (m3, next1)
    (u, v) = (v, u - quotient * v)
  }
  return m1 == 0 ? nil : (m0, m1, m2, m3)
}

/// m a + n b, which is known not to be negative.
private func combination(_ m: Int, _ a: [UInt], _ n: Int, _ b: [UInt]) -> BigUInt {
  var words = a
  var carry: Int128 = 0
  for index in a.indices {
    let other = index < b.count ? b[index] : 0
    carry += Int128(m) * Int128(a[index]) + Int128(n) * Int128(other)
    words[index] = UInt(truncatingIfNeeded: carry)
    carry >>= 64
  }
  precondition(carry == 0, "a step of Euclid's algorithm stays between zero and its operands")
  return BigUInt(words: words)
}
