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

/// Times the engine's call on one question, or on many that differ in their ladder's tilt.
func timeEngine(_ arguments: Arguments) throws -> Report {
  var mixtures: [Mixture] = []
  if arguments.scenarios > 1 {
    guard let count = Int(arguments.workload.dropFirst(6)) else {
      throw Workload.Absence(description: "scenarios differ in the tilt of a ladder: ladderN")
    }
    // One question about many chains, as a sweep puts it.
    let question = try Workload.ladderProblem(
      count, asked: arguments.asked, horizon: arguments.horizon)
    mixtures = try (0..<arguments.scenarios).map { scenario in
      // From 0.5 to 1.5.
      let tilt = 0.5 + (Double(scenario) + 0.5) / Double(arguments.scenarios)
      return Mixture(question.with(matrix: try Workload.ladderMatrix(count, tilt: tilt)))
    }
  } else {
    mixtures = [
      try Workload(arguments.workload, asked: arguments.asked, horizon: arguments.horizon).mixture
    ]
  }
  if arguments.isExport {
    try printJSON(ExportedChain(mixtures[0]))
    exit(0)
  }
  // What is done once in a process, such as choosing a kernel, is not the engine's call.
  _ = try arguments.engine.engine(trajectories: 64, threads: 1, seed: 0)
    .estimates(for: mixtures[0], control: EngineName.control)
  var times: [Double] = []
  var last: Estimates?
  var checksum = 0.0
  for repetition in 0..<arguments.repetitions {
    let engine = arguments.engine.engine(
      trajectories: arguments.trajectories, threads: arguments.threads,
      seed: arguments.seed + UInt64(repetition))
    let begun = ContinuousClock.now
    let answers = try engine.estimates(for: mixtures, control: EngineName.control)
    for estimates in answers { checksum += estimates[.reachProbability(set: 0)]?.value ?? 0 }
    last = answers.last
    times.append(seconds(begun.duration(to: .now)))
  }
  guard let last, let problem = mixtures.last?.problems.first else { exit(70) }
  return Report(
    seconds: times, answers: Answers(last, of: problem), checksum: checksum,
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
