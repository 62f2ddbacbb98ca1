import Escalation
import Foundation
import RandomStreams

/// The record of a finished study: all that fixes its numbers and, apart, where they came from.
///
/// It is written last. A folder without one is unfinished.
public struct Manifest: Codable, Sendable, Equatable {
  /// The version of this record.
  public var schema = 1
  public var model: Model
  public var design: DesignRecord
  public var engine: Engine
  public var question: Question
  public var stopReason: String
  /// Outside any comparison.
  public var provenance: Provenance

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// The file's text, verbatim.
    public var text: String
    /// Of the text; as a string, since JSON readers round large numbers.
    public var hash: String
  }

  public struct DesignRecord: Codable, Sendable, Equatable {
    public var rule: String
    /// As typed: `name=value`.
    public var settings: [String]
    /// As typed: `name=0:1:0.1`.
    public var variations: [String]
    public var scenarioCount: Int
  }

  public struct Engine: Codable, Sendable, Equatable {
    public var asked: String
    public var used: String
    public var why: String
    public var trajectories: Int?
    public var seed: String
    public var streams: Int
    public var blockSize: Int
    public var independent: Bool
    public var check: Bool
    public var confidence: Double
    public var states: Int
    public var classes: Int
  }

  public struct Question: Codable, Sendable, Equatable {
    /// In days; absent is for ever.
    public var horizon: Int?
    public var start: String
    /// Empty for all.
    public var quantities: [String]
    /// Empty for all.
    public var rungs: [String]
  }

  public struct Provenance: Codable, Sendable, Equatable {
    public var brink: String
    public var started: String
    public var finished: String
    public var host: String
    public var system: String
    public var blas: String
    public var kernel: String
    public var threads: Int
    public var command: [String]

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
      hash: "fnv1a64:" + Self.hexadecimal(stableHash(study.model.text.utf8)))
    design = DesignRecord(
      rule: study.design.rawValue,
      settings: study.settings.map { "\($0.name)=\($0.value)" },
      variations: study.variations.map { "\($0.name)=\($0.text)" },
      scenarioCount: result.scenarioCount)
    engine = Engine(
      asked: study.engineChoice.rawValue, used: result.engine.engine.rawValue,
      why: result.engine.why, trajectories: result.trajectoryCount, seed: String(study.seed),
      streams: StreamAddress.version, blockSize: StreamAddress.blockSize,
      independent: study.isIndependent, check: study.isChecked, confidence: study.confidence,
      states: result.stateCount, classes: result.classCount)
    question = Question(
      horizon: study.horizon, start: study.startText,
      quantities: RiskQuantity.allCases.filter(study.quantities.contains).map(\.rawValue),
      rungs: study.rungs.sorted().map { study.model.ladder.rungs[$0] })
    stopReason = "complete"
    self.provenance = provenance
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
