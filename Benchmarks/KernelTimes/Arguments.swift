import Workloads

/// What is timed, as typed.
struct Arguments {
  static let usage = """
    kernel-times WORKLOAD [--engine path|exact] [--asked terminal|all|reach|model]
      [--horizon STEPS|none] [--trajectories N] [--scenarios N] [--threads N] [--seed N]
      [--repetitions N] [--rows N] [--export]
    Workloads: ladderN, a shipped model, csv (writes --rows rows of nine doubles).
    Prints one JSON object: the seconds of each repetition of the engine's call, and its counts.
    --export prints the chain and the question instead, for peers.

    """

  struct Mistake: Error { let description: String }

  var workload = ""
  var engine = EngineName.path
  var asked = Workload.Asked.model
  var horizon: Int? = 100
  var trajectories = 100_000
  var scenarios = 1
  var threads = 1
  var seed: UInt64 = 1
  var repetitions = 1
  var rows = 1_000_000
  var isExport = false

  init(_ words: [String]) throws(Mistake) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--export" {
        isExport = true
        continue
      }
      guard word.hasPrefix("--") else {
        workload = word
        continue
      }
      guard let value = rest.popFirst() else {
        throw Mistake(description: "\(word) wants a value")
      }
      switch word {
      case "--engine": engine = try Self.named(value, word)
      case "--asked": asked = try Self.named(value, word)
      case "--horizon": horizon = value == "none" ? nil : try Self.count(value, word)
      case "--trajectories": trajectories = try Self.count(value, word)
      case "--scenarios": scenarios = try Self.count(value, word)
      case "--threads": threads = try Self.count(value, word)
      case "--seed": seed = UInt64(try Self.count(value, word))
      case "--repetitions": repetitions = try Self.count(value, word)
      case "--rows": rows = try Self.count(value, word)
      default: throw Mistake(description: "there is no option \(word)")
      }
    }
    guard !workload.isEmpty else { throw Mistake(description: "which workload?") }
  }

  private static func count(_ text: String, _ option: String) throws(Mistake) -> Int {
    guard let value = Double(text), value >= 1, value <= 1e15, value == value.rounded() else {
      throw Mistake(description: "\(option) wants a whole number from 1, not '\(text)'")
    }
    return Int(value)
  }

  private static func named<Name: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ option: String
  ) throws(Mistake) -> Name {
    guard let name = Name(rawValue: text) else {
      let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
      throw Mistake(description: "\(option) is one of \(names), not '\(text)'")
    }
    return name
  }
}
