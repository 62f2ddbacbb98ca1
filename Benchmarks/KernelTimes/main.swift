import Foundation
import MarkovChains
import Tables
import Workloads

/// What is printed.
struct Report: Encodable {
  let seconds: [Double]
  let answers: Answers?
  /// A value that depends on all work done, so that none of it can be left out.
  let checksum: Double
  /// The kernel that followed paths.
  let kernel: String
}

func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  FileHandle.standardOutput.write(try encoder.encode(value) + [UInt8(ascii: "\n")])
}

func seconds(_ duration: Duration) -> Double {
  let parts = duration.components
  return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
}

/// Times the writing of a table to a file.
func timeCSV(_ arguments: Arguments) throws -> Report {
  let wide = WideTable(rowCount: arguments.rows)
  var times: [Double] = []
  var byteCount = 0
  let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("brink-wide-\(getpid()).csv")
  defer { try? FileManager.default.removeItem(at: file) }
  for _ in 0..<arguments.repetitions {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    byteCount = 0
    let begun = ContinuousClock.now
    let isWhole = wide.table.writeCSV { piece in
      let count = write(handle.fileDescriptor, piece.baseAddress, piece.count)
      byteCount += max(count, 0)
      return count == piece.count
    }
    times.append(seconds(begun.duration(to: .now)))
    try handle.close()
    guard isWhole else { exit(74) }
  }
  return Report(seconds: times, answers: nil, checksum: Double(byteCount), kernel: "")
}

/// Chains that one call is about, at most. Calls of a sweep have fewer; all chains at once would be out of every cache when their
/// turn comes.
let chainsTogether = 1_000

/// The question, or one about many chains that differ in their ladder's tilt, as a sweep puts it: shape `[call][mixture]`.
func calls(_ arguments: Arguments) throws -> [() throws -> [Mixture]] {
  guard arguments.scenarios > 1 else {
    let mixture = try Workload(
      arguments.workload, asked: arguments.asked, horizon: arguments.horizon
    ).mixture
    return [{ [mixture] }]
  }
  guard let count = Int(arguments.workload.dropFirst(6)) else {
    throw Workload.Absence(description: "scenarios differ in the tilt of a ladder: ladderN")
  }
  let question = try Workload.ladderProblem(
    count, asked: arguments.asked, horizon: arguments.horizon)
  return stride(from: 0, to: arguments.scenarios, by: chainsTogether).map { first in
    {
      try (first..<min(first + chainsTogether, arguments.scenarios)).map { scenario in
        // From 0.5 to 1.5.
        let tilt = 0.5 + (Double(scenario) + 0.5) / Double(arguments.scenarios)
        return Mixture(question.with(matrix: try Workload.ladderMatrix(count, tilt: tilt)))
      }
    }
  }
}

/// Times the engine's calls. What is done once in a process, such as choosing a kernel, is not the engine's call, and the making
/// of chains is not either.
func timeEngine(_ arguments: Arguments) throws -> Report {
  let calls = try calls(arguments)
  let first = try calls[0]()
  if arguments.isExport {
    try printJSON(ExportedChain(first[0]))
    exit(0)
  }
  _ = try arguments.engine.engine(trajectories: 64, threads: 1, seed: 0)
    .estimates(for: first[0], control: EngineName.control)
  var times: [Double] = []
  var last: (estimates: Estimates, problem: ChainProblem)?
  var checksum = 0.0
  for repetition in 0..<arguments.repetitions {
    let engine = arguments.engine.engine(
      trajectories: arguments.trajectories, threads: arguments.threads,
      seed: arguments.seed + UInt64(repetition))
    var spent = Duration.zero
    for call in calls {
      let mixtures = try call()
      let begun = ContinuousClock.now
      let answers = try engine.estimates(for: mixtures, control: EngineName.control)
      for estimates in answers { checksum += estimates[.reachProbability(set: 0)]?.value ?? 0 }
      spent += begun.duration(to: .now)
      if let estimates = answers.last, let problem = mixtures.last?.problems.first {
        last = (estimates, problem)
      }
    }
    times.append(seconds(spent))
  }
  guard let last else { exit(70) }
  return Report(
    seconds: times, answers: Answers(last.estimates, of: last.problem), checksum: checksum,
    kernel: EngineName.pathKernel)
}

// As the command does.
ExactEngine.endLibraryThreads()
do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
  try printJSON(arguments.workload == "csv" ? try timeCSV(arguments) : try timeEngine(arguments))
} catch let mistake as Arguments.Mistake {
  FileHandle.standardError.write(
    Data("error: \(mistake.description)\n\(Arguments.usage)".utf8))
  exit(64)
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(65)
}
