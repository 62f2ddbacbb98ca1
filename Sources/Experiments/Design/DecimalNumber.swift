/// A decimal number as it was typed: mantissa times a power of ten. Grid points are computed with
/// these, so that 0.3 is 0.3 and not the third sum of 0.1.
struct DecimalNumber: Equatable {
  var mantissa: Int
  /// Digits after the point.
  var scale: Int

  /// The number a text states, or nil: digits with an optional sign, point and exponent.
  init?(_ text: some StringProtocol) {
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let significand = parts.first else { return nil }
    let exponent = parts.count == 2 ? Int(parts[1]) : 0
    let halves = significand.split(separator: ".", omittingEmptySubsequences: false)
    guard let exponent, exponent.magnitude <= 300, halves.count <= 2 else { return nil }
    let fraction = halves.count == 2 ? halves[1] : ""
    let sign = halves[0].first
    let whole = sign == "-" || sign == "+" ? halves[0].dropFirst() : halves[0]
    let all = whole + fraction
    // Leading zeros are not significant; 18 digits fit a word.
    let digits = all.drop { $0 == "0" }.isEmpty ? all.suffix(1) : all.drop { $0 == "0" }
    guard !all.isEmpty, digits.count <= 18, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      let magnitude = Int(digits)
    else { return nil }
    mantissa = sign == "-" ? -magnitude : magnitude
    scale = fraction.count - exponent
    // A positive exponent is folded in, so that scales are never negative.
    while scale < 0 {
      let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      mantissa = product
      scale += 1
    }
  }

  /// The closest double.
  var value: Double { Double("\(mantissa)e\(-scale)") ?? .nan }

  /// The mantissa at a larger scale, or nil when it does not fit.
  func mantissa(atScale larger: Int) -> Int? {
    var result = mantissa
    for _ in scale..<larger {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      result = product
    }
    return result
  }

  init(mantissa: Int, scale: Int) {
    self.mantissa = mantissa
    self.scale = scale
  }
}
