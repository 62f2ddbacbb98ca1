import Benchmark
import Escalation
import Foundation
import MarkovChains
import RandomStreams
import Workloads

/// A metric may be a quarter worse than the record before `baseline check` says so; memory a tenth.
private var thresholds: [BenchmarkMetric: BenchmarkThresholds] {
  [
    .wallClock: BenchmarkThresholds(relative: [.p50: 25]),
    .throughput: BenchmarkThresholds(relative: [.p50: 25]),
    .peakMemoryResident: BenchmarkThresholds(relative: [.p50: 10]),
  ]
}

private let control = EngineName.control

/// One call of an engine; the trajectories are those that all take, whatever the engine's speed.
private func engine(
  _ key: String, _ name: EngineName, _ chain: String, asked: Workload.Asked, horizon: Int?,
  trajectories: Int = 1
) {
  Benchmark(key) { benchmark, mixture in
    let engine = name.engine(trajectories: trajectories, threads: 1, seed: 1)
    for _ in benchmark.scaledIterations {
      blackHole(try engine.estimates(for: mixture, control: control))
    }
  } setup: {
    try Workload(chain, asked: asked, horizon: horizon).mixture
  }
}

/// A whole process of the built command.
private func command(_ key: String, _ arguments: String, firstRowOnly: Bool = false) {
  Benchmark(key) { benchmark in
    for _ in benchmark.scaledIterations {
      try Command.run(arguments.split(separator: " ").map(String.init), firstRowOnly: firstRowOnly)
    }
  }
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .peakMemoryResident], warmupIterations: 1,
    maxDuration: .seconds(2), maxIterations: 200, thresholds: thresholds)

  for size in [8, 64, 256, 1024] {
    engine(
      "path.ladder\(size).h100_n1e5", .path, "ladder\(size)", asked: .terminal, horizon: 100,
      trajectories: 100_000)
    engine("exact.ladder\(size).h100", .exact, "ladder\(size)", asked: .terminal, horizon: 100)
  }
  engine(
    "path.ladder8_all.h100_n1e5", .path, "ladder8", asked: .all, horizon: 100,
    trajectories: 100_000)
  engine(
    "path.ladder8_all.h10000_n1e3", .path, "ladder8", asked: .all, horizon: 10_000,
    trajectories: 1000)
  engine("exact.ladder8_all.h10000", .exact, "ladder8", asked: .all, horizon: 10_000)
  for (name, count) in [("1e6", 1_000_000), ("1e12", 1_000_000_000_000)] {
    engine(
      "population.ladder8.h1000_n\(name)", .population, "ladder8", asked: .terminal, horizon: 1000,
      trajectories: count)
  }
  for (chain, horizon) in [("pooled-1946-2014", 365), ("china-us-dyad", 365)] {
    engine(
      "path.\(chain).h\(horizon)_n1e4", .path, chain, asked: .model, horizon: horizon,
      trajectories: 10_000)
    engine("exact.\(chain).h\(horizon)", .exact, chain, asked: .model, horizon: horizon)
    engine("exact.\(chain).unbounded", .exact, chain, asked: .model, horizon: nil)
  }
  engine(
    "path.pooled-1946-2014.h3650_n1e4", .path, "pooled-1946-2014", asked: .model, horizon: 3650,
    trajectories: 10_000)

  Benchmark("sweep.pooled-1946-2014.compile_1e3") { benchmark, model in
    let places = (0..<1000).map { Double($0) / 999 }
    for _ in benchmark.scaledIterations {
      let points = try places.map { try model.values(setting: [("signal_clarity", $0)]) }
      blackHole(model.compile(points, horizon: 365, start: model.start))
    }
  } setup: {
    try Workload.readModel("pooled-1946-2014")
  }
  command(
    "sweep.pooled-1946-2014.exact_101",
    "sweep pooled-1946-2014 --vary signal_clarity=0:1:0.01 --format csv --quiet --threads 1")
  command(
    "sweep.pooled-1946-2014.paths_11_n1e4",
    "sweep pooled-1946-2014 --vary signal_clarity=0:1:0.1 --trajectories 1e4 --seed 1 --independent"
      + " --horizon 100d --format csv --quiet --threads 1")

  Benchmark("csv.wide9.rows_1e5") { benchmark, wide in
    for _ in benchmark.scaledIterations {
      _ = wide.table.writeCSV {
        blackHole($0.count)
        return true
      }
    }
  } setup: {
    WideTable(rowCount: 100_000)
  }
  Benchmark("read.model.china-us-dyad") { benchmark, text in
    for _ in benchmark.scaledIterations {
      blackHole(try EscalationModel(ModelDocument(text: text, file: "china-us-dyad.yaml")))
    }
  } setup: {
    try Workload.modelText("china-us-dyad")
  }
  Benchmark("read.tra.states_1e5") { benchmark, file in
    for _ in benchmark.scaledIterations { blackHole(try ChainModel(file: file.path)) }
  } setup: {
    try BandFile(stateCount: 100_000)
  }

  command(
    "start.first_row", "run taiwan-strait-1996 --format csv --quiet", firstRowOnly: true)
}
