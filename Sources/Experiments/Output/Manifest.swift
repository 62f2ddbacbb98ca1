import Escalation
import Foundation
import RandomStreams

/// The record of a finished study: all that fixes its numbers and, apart, where they came from.
///
/// It is written last. A folder without one is unfinished.
public struct Manifest: Codable, Sendable, Equatable {
  /// The version of this record.
  var schema = 1
  var model: Model
  var design: DesignRecord
  var engine: Engine
  var question: Question
  /// What was drawn of the parameters; absent when nothing was.
  var prior: PriorRecord?
  /// Of thresholds: what was asked; absent elsewhere.
  var threshold: ThresholdRecord?
  var stopReason: String
  /// Outside any comparison.
  var provenance: Provenance

  struct Model: Codable, Sendable, Equatable {
    var name: String
    /// The file's text, verbatim.
    var text: String
    /// Of the text; as a string, since JSON readers round large numbers.
    var hash: String
    /// The files beside a chain's own: labels and rewards; absent where there are none.
    var companions: [Companion]?
  }

  struct Companion: Codable, Sendable, Equatable {
    var file: String
    var text: String
    var hash: String
  }

  struct DesignRecord: Codable, Sendable, Equatable {
    var rule: String
    /// As typed: `name=value`.
    var settings: [String]
    /// As typed: `name=0:1:0.1`.
    var variations: [String]
    var scenarioCount: Int
  }

  struct Engine: Codable, Sendable, Equatable {
    var asked: String
    var used: String
    var why: String
    var trajectories: Int?
    var seed: String
    var streams: Int
    var blockSize: Int
    var independent: Bool
    var check: Bool
    var confidence: Double
    var states: Int?
    var classes: Int?
    /// Draws of what is not known; absent where none were made.
    var priorDraws: Int?
  }

  struct Question: Codable, Sendable, Equatable {
    /// In days; absent is for ever.
    var horizon: Int?
    var start: String
    /// Empty for all.
    var quantities: [String]
    /// Empty for all.
    var rungs: [String]
    /// Whether `first_passage.csv` belongs to the study.
    var firstPassage: Bool
    /// The structures of the model that were asked about; absent where it has one only.
    var structures: [String]?
    /// The measures in force; absent for the baseline.
    var measures: [String]?
    /// Of a chain: the numbers of all start states, in the order of scenarios.
    var starts: [Int]?
    /// Of a chain: name and states of each target.
    var targets: [Target]?
    /// Of a chain: the levels of quantiles, as typed.
    var quantiles: [String]?
    /// Of a chain: the reward structure.
    var reward: String?
    /// The method of a sensitivity; absent for estimates.
    var sensitivity: String?
  }

  struct Target: Codable, Sendable, Equatable {
    var name: String
    var states: [Int]
  }

  /// Where and when the numbers were made.
  public struct Provenance: Codable, Sendable, Equatable {
    var brink: String
    var started: String
    var finished: String
    var host: String
    var system: String
    var blas: String
    var kernel: String
    var threads: Int
    var command: [String]

    /// A record of this run.
    public init(
      brink: String, started: String, finished: String, host: String, system: String,
      blas: String, kernel: String, threads: Int, command: [String]
    ) {
      self.brink = brink
      self.started = started
      self.finished = finished
      self.host = host
      self.system = system
      self.blas = blas
      self.kernel = kernel
      self.threads = threads
      self.command = command
    }
  }

  /// The record of a result.
  public init(_ study: Study, _ result: StudyResult, provenance: Provenance) {
    model = Model(
      name: study.model.name, text: study.model.text,
      hash: Self.hash(study.model.text.utf8))
    design = DesignRecord(
      rule: study.design.rawValue,
      settings: study.settings.map { "\($0.name)=\($0.value)" },
      variations: study.variations.map { "\($0.name)=\($0.text)" },
      scenarioCount: result.scenarioCount)
    engine = Engine(study, result)
    question = Question(
      horizon: study.horizon, start: study.startText,
      quantities: RiskQuantity.allCases.filter(study.quantities.contains).map(\.rawValue),
      rungs: study.rungs.sorted().map { study.model.ladder.rungs[$0] },
      firstPassage: study.wantsFirstPassage,
      structures: study.models.first?.structure == nil ? nil : study.models.compactMap(\.structure),
      measures: study.measures.isEmpty ? nil : study.measures.map(\.name))
    prior = result.prior
    stopReason = "complete"
    self.provenance = provenance
  }

  /// The record of a result on a chain.
  init(_ study: ChainStudy, _ result: StudyResult, provenance: Provenance) {
    let files = study.chain.sources.map { source in
      Companion(file: source.file, text: source.text, hash: Self.hash(source.bytes))
    }
    model = Model(
      name: study.chain.name, text: files[0].text, hash: files[0].hash,
      companions: files.count > 1 ? Array(files.dropFirst()) : nil)
    design = DesignRecord(
      rule: "starts", settings: [], variations: [], scenarioCount: result.scenarioCount)
    engine = Engine(study, result)
    question = Question(
      horizon: study.horizon, start: study.startText,
      quantities: ChainQuantity.allCases.filter(study.quantities.contains).map(\.rawValue),
      rungs: study.rungs.sorted(), firstPassage: false, starts: study.starts,
      targets: study.targets.map { Target(name: $0.name, states: $0.states) },
      quantiles: study.levels.map(\.text), reward: study.reward?.name)
    stopReason = "complete"
    self.provenance = provenance
  }

  /// The record of a comparison of measures.
  public init(_ comparison: Comparison, provenance: Provenance) {
    model = Model(
      name: comparison.model.name, text: comparison.model.text,
      hash: Self.hash(comparison.model.text.utf8))
    design = DesignRecord(
      rule: comparison.wantsAllCombinations ? "all-combinations" : "alone-and-together",
      settings: comparison.settings.map { "\($0.name)=\($0.value)" }, variations: [],
      scenarioCount: comparison.rows.count)
    engine = Engine(comparison)
    let structures = comparison.models.compactMap(\.structure)
    question = Question(
      horizon: comparison.horizon, start: comparison.model.startText(comparison.start),
      quantities: [comparison.quantity.rawValue],
      rungs: comparison.rungs.map { comparison.model.ladder.rungs[$0] }, firstPassage: false,
      structures: structures.isEmpty ? nil : structures,
      measures: comparison.measures.map(\.name))
    stopReason = "complete"
    self.provenance = provenance
  }

  static func hash(_ bytes: some Sequence<UInt8>) -> String {
    "fnv1a64:" + hexadecimal(stableHash(bytes))
  }

  /// JSON with sorted keys.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(self) + Data("\n".utf8)
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Manifest.Engine {
  init(_ study: some RunnableStudy, _ result: StudyResult) {
    asked = study.engineChoice.rawValue
    used = result.engine.engine.rawValue
    why = result.engine.why
    trajectories = result.trajectoryCount
    seed = String(study.seed)
    streams = StreamAddress.version
    blockSize = StreamAddress.blockSize
    independent = study.isIndependent
    check = study.isChecked
    confidence = study.confidence
    states = result.stateCount
    classes = result.classCount
  }

  init(_ comparison: Comparison) {
    self.init(
      asked: EngineChoice.exact.rawValue, used: EngineChoice.exact.rawValue,
      why: "differences are solved, not simulated", trajectories: nil,
      seed: String(comparison.seed), streams: StreamAddress.version,
      blockSize: StreamAddress.blockSize, independent: false, check: false,
      confidence: comparison.confidence, states: nil, classes: nil,
      priorDraws: comparison.drawCount > 0 ? comparison.drawCount : nil)
  }
}
