import Escalation
import Foundation
import MarkovChains

/// A question put to a chain whose law never changes: change the work, change the key.
public struct Workload: Sendable {
  /// The chains that workloads are named after.
  public static let names = [
    "ladder8", "ladder64", "ladder256", "ladder1024", "pooled-1946-2014", "china-us-dyad",
  ]

  /// What is asked.
  public enum Asked: String, Sendable, CaseIterable {
    /// The state at the horizon.
    case terminal
    /// The state at the horizon, the highest state, the occupancy of every state, and the first
    /// passage to every state or above.
    case all
    /// Whether the highest state is reached.
    case reach
    /// What the model itself asks; of a synthetic chain the same as `all`.
    case model
  }

  /// Why there is no such workload.
  public struct Absence: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
  }

  /// The chains and what is asked of them.
  public let mixture: Mixture

  /// - Parameter horizon: In steps; nil follows for ever.
  public init(_ name: String, asked: Asked, horizon: Int?) throws {
    if name.hasPrefix("ladder"), let count = Int(name.dropFirst(6)), count > 1 {
      mixture = try Self.ladder(count, asked: asked, horizon: horizon)
    } else {
      mixture = try Self.model(name, asked: asked, horizon: horizon)
    }
  }

  /// Frozen: at height x, 0 at the foot and 1 at the top, one down with 0.22 + 0.08 x, one up with
  /// (0.13 - 0.03 x) tilt, two up with 0.021; what would leave the ladder stays.
  ///
  /// - Parameter tilt: 1 unless scenarios differ.
  public static func ladderMatrix(_ count: Int, tilt: Double = 1) throws -> TransitionMatrix {
    try TransitionMatrix(
      rows: (0..<count).map { state in
        let height = Double(state) / Double(count - 1)
        let moves = [
          (-1, 0.22 + 0.08 * height), (1, (0.13 - 0.03 * height) * tilt), (2, 0.021),
        ].filter { 0..<count ~= state + $0.0 }
        let hold = 1 - moves.reduce(0) { $0 + $1.1 }
        return (moves + [(0, hold)]).map { (target: state + $0.0, probability: $0.1) }
          .sorted { $0.target < $1.target }
      })
  }

  /// A ladder of eight starts at the foot, a longer one in the middle.
  public static func ladderProblem(
    _ count: Int, asked: Asked, horizon: Int?, tilt: Double = 1
  ) throws -> ChainProblem {
    var start = [Double](repeating: 0, count: count)
    start[count == 8 ? 0 : count / 2] = 1
    let singles = (0..<count).map { [$0] }
    let groups = StateGroups(lists: singles, stateCount: count)
    let none = StateGroups.none(stateCount: count)
    let isWhole = asked == .all || asked == .model
    let tops = isWhole ? Array(1..<count) : asked == .reach ? [count - 1] : []
    return ChainProblem(
      matrix: try ladderMatrix(count, tilt: tilt), start: start, horizon: horizon,
      targets: tops.map { top in (0..<count).map { $0 >= top } }, rewards: nil,
      occupied: isWhole ? groups : none, finals: asked == .reach ? none : groups, outcomes: [])
  }

  private static func ladder(_ count: Int, asked: Asked, horizon: Int?) throws -> Mixture {
    Mixture(try ladderProblem(count, asked: asked, horizon: horizon))
  }

  /// The shipped models, read from their files; a model with structures under its first.
  private static func model(_ name: String, asked: Asked, horizon: Int?) throws -> Mixture {
    let model = try readModel(name).structured[0]
    let scenario = model.compile([model.statedValues], horizon: horizon, start: model.start)[0]
    switch asked {
    case .model: return scenario.mixture
    case .terminal, .reach, .all:
      throw Absence(description: "a shipped model is asked what it asks itself: --asked model")
    }
  }

  /// The text of a shipped model, or of one for benchmarks alone.
  public static func modelText(_ name: String) throws -> String {
    let folder = name == "eight-rungs" ? "Benchmarks/Peers" : "Models"
    let file = root.appendingPathComponent("\(folder)/\(name).yaml")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw Absence(
        description:
          "no workload '\(name)': ladderN or a shipped model; kept are \(names.joined(separator: ", "))"
      )
    }
    return text
  }

  /// A shipped model, read and proven.
  public static func readModel(_ name: String) throws -> EscalationModel {
    try EscalationModel(ModelDocument(text: modelText(name), file: "\(name).yaml"))
  }

  /// The root of the repository.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
