import RandomStreams
import Testing

@testable import Tables

/// The oracle is `description`, which is Swift's own and slower.
struct ShortestDecimalTests {
  private func text(_ value: Double) -> String {
    withUnsafeTemporaryAllocation(byteCount: ShortestDecimal.room, alignment: 8) { bytes in
      guard let start = bytes.baseAddress else { return "" }
      let count = ShortestDecimal.shared.write(value, to: start)
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  }

  private func isAsDescribed(_ values: [Double]) -> Bool {
    let wrong = values.filter { $0.isFinite && text($0) != $0.description }
    for value in wrong.prefix(5) { Issue.record("\(value) came out as \(text(value))") }
    return wrong.isEmpty
  }

  @Test func everyPowerOfTwoAndItsNeighbours() {
    let powers = (-1074...1023).map { Double(sign: .plus, exponent: $0, significand: 1) }
    #expect(isAsDescribed(powers.flatMap { [$0, $0.nextUp, $0.nextDown, -$0, 1.5 * $0] }))
  }

  @Test func everyShortDecimal() {
    let decimals = (-324...308).flatMap { power in (1...99).map { Double("\($0)e\(power)") ?? 0 } }
    #expect(isAsDescribed(decimals))
  }

  @Test func theEdgesOfItsForms() {
    #expect(
      isAsDescribed([
        0, -0.0, 1, -1, 0.0001, 0.00009999, 0.1 + 0.2, 123_456, 0x1p53, 0x1p53 + 2, 0x1p53 - 1,
        1e16,
        1e100, 1e-100, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
        -2.2250738585072014e-308,
      ]))
  }

  @Test func doublesOfEverySizeFromAFixedSeed() {
    var generator = StreamAddress(seed: 20_261_127).generator(trajectory: 0)
    let values = (0..<100_000).flatMap { _ -> [Double] in
      let bits = generator.next()
      let whole = generator.next()
      return [
        Double(bitPattern: bits), Double(bits >> 11) * 0x1p-53, Double(whole >> (bits % 64)),
      ]
    }
    #expect(isAsDescribed(values))
  }

  @Test func aTableGrowsBeyondItsFirstRoom() {
    let rows = (0..<1_000).map { row in String(repeating: "\(row),", count: 40) }
    let table = Table(
      name: "long", key: [],
      [
        Column<String>(name: "text", kind: .string, unit: nil, description: "Long.") { .text($0) },
        Column<String>(name: "size", kind: .number, unit: nil, description: "Its length.") {
          .number(-Double($0.utf8.count) / 7)
        },
      ], rows)
    let lines = rows.map { "\"\($0)\",\((-Double($0.utf8.count) / 7).description)" }
    #expect(table.csv == (["text,size"] + lines).joined(separator: "\n") + "\n")
  }
}
