import ArgumentParser
import Escalation
import Experiments
import MarkovChains

/// Values of options that are more than a word or a plain number.

/// A count such as 1000000, 1e6 or 1_000_000.
struct CountArgument: ExpressibleByArgument {
  let value: Int

  /// Larger numbers are not read to the last digit.
  private static let limit = 0x1p53

  init?(argument: String) {
    let plain = argument.replacing("_", with: "")
    guard !plain.isEmpty, plain.allSatisfy({ "0123456789eE.+".contains($0) }),
      let number = Double(plain), number == number.rounded(), number >= 1,
      number <= Self.limit
    else { return nil }
    value = Int(number)
  }

  static let defaultValueDescription = "count"
}

/// Any number of 64 bits; a negative one stands for the same bits.
struct SeedArgument: ExpressibleByArgument {
  let value: UInt64

  init?(argument: String) {
    let plain = argument.replacing("_", with: "")
    if let word = UInt64(plain) {
      value = word
    } else if let signed = Int64(plain) {
      value = UInt64(bitPattern: signed)
    } else {
      return nil
    }
  }
}

extension EngineChoice: ExpressibleByArgument {}
extension Design: ExpressibleByArgument {}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json
}
