import Foundation
import MarkovChains
import Testing

@testable import Escalation

/// Numbers and files made by chance.
@Suite struct ChainFileFuzzTests {
  /// A small generator of its own: what it draws need not be good, only the same each time.
  private struct Draws {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  private func read(_ text: String) -> DecimalNumber.Outcome {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.read($0, 0..<$0.count) }
  }

  @Test func decimalsAreRoundedAsTheStandardLibraryRoundsThem() {
    var draws = Draws(state: 7)
    var texts = [
      "9007199254740993", "9007199254740992.5", "9007199254740993e-22", "1e22", "1e23", "1e-22",
      "1e-23", "8.5e-15", "0.1", "123456789012345678901234567890", "0.000000000000000000000000001",
      "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324",
      "1.7976931348623157e308", "9223372036854775807", "18446744073709551616", "00000000000.5",
      "0.50000000000000000000000000000000000001", "0.5000000000000000277555756156289135105907917",
      "6.0221407621e+23", "+0.25", "-0.25", "1.", ".5", "1E5", "0.30000000000000004",
      "10000000000000000000e-19", "99999999999999999999e-20", "0e999", "00.0e-999",
    ]
    for _ in 0..<8000 {
      let digits = (0...draws.next(25)).map { _ in "\(draws.next(10))" }
      let point = draws.next(digits.count + 1)
      var text = digits[..<point].joined()
      if draws.next(4) > 0 { text += "." }
      text += digits[point...].joined()
      if draws.next(2) == 0 { text += "e\(draws.next(60) - 30)" }
      texts.append(text)
    }
    for _ in 0..<4000 {
      texts.append("\(Double(draws.next(1 << 30)) / Double(1 + draws.next(1 << 30)))")
    }
    for text in texts {
      #expect(read(text) == Double(text).map { .value($0) }, "\(text)")
    }
  }

  @Test func whatIsNoDecimalIsRefused() {
    for text in [
      "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "--1", "1-", " 1", "1 ", "nan", "inf",
      "infinity", "0x10", "1_000", "1e5.0", "١",
    ] {
      #expect(read(text) == .notDecimal, "\(text)")
    }
    #expect(read("1e309") == .tooLarge && read("-1e99999999999999999999") == .tooLarge)
    #expect(read("1e-324") == .tooSmall && read("1e-99999999999999999999") == .tooSmall)
    #expect(read("0e99999999999999999999") == .value(0))
  }

  /// Every file with a few bytes changed gives a chain whose rows sum to one, or an error.
  @Test func changedFilesAreReadOrRefused() {
    let tra = ("x.tra", "dtmc\n3 4\n0 1 0.5 # up\n0 2 0.5\n1 1 1e0\n2 0 1\n")
    let seeds: [[(String, String)]] = [
      [("x.csv", ",a,\"b\"\na,0.5,5e-1\n\"b\",0,1\n")],
      [("x.csv", "a,b\r\n0.5,.5\r\n0,1\r\n\r\n")],
      [("x.csv", "from,to,probability\na,b,1\n\"b\",a,0.25\nb,b,0.75\n")],
      [tra], [tra, ("x.lab", "0=\"init\" 1=\"goal\"\n0: 0\n2: 1 0\n")],
      [tra, ("x.lab", "#DECLARATION\ninit goal\n#END\n0 init\n2 goal\n")],
      [tra, ("x.srew", "# Reward structure \"r\"\n3 2\n0 1.5\n2 1e2\n")],
    ]
    let marks = Array("0123456789.,-+eE\"\n\r\t #/:=;ab\u{0}".utf8) + [0xff, 0xc3, 0xa9, 0xef]
    var draws = Draws(state: 11)
    var (readCount, refusedCount) = (0, 0)
    for round in 0..<7000 {
      var files = seeds[round % seeds.count].map { ($0.0, Array($0.1.utf8)) }
      let changed = files.count - 1
      for _ in 0...draws.next(3) {
        let length = files[changed].1.count
        switch draws.next(4) {
        case 0 where length > 0: files[changed].1.remove(at: draws.next(length))
        case 1 where length > 0:
          files[changed].1[draws.next(length)] = marks[draws.next(marks.count)]
        case 2 where length > 0: files[changed].1.removeSubrange(draws.next(length)..<length)
        default:
          files[changed].1.insert(marks[draws.next(marks.count)], at: draws.next(length + 1))
        }
      }
      let sources = files.map { SourceText(file: $0.0, bytes: Data($0.1)) }
      do {
        let model = try ChainModel(file: files[0].0, sources: sources)
        readCount += 1
        let matrix = model.matrix
        for state in 0..<matrix.stateCount {
          let sum = matrix.row(state).reduce(0) { $0 + matrix.probabilities[$1] }
          #expect(abs(sum - 1) < 1e-14)
        }
        #expect(model.stateNames.count == matrix.stateCount)
        #expect(model.rewards.allSatisfy { $0.values.count == matrix.stateCount })
        let states = model.initialStates + model.labels.flatMap(\.states)
        #expect(states.allSatisfy { $0 < matrix.stateCount })
        #expect((try? model.states(named: model.stateNames[0])) == [0])
      } catch {
        refusedCount += 1
        #expect(error.description.contains("error: "))
      }
    }
    #expect(readCount > 500 && refusedCount > 500)
  }
}
