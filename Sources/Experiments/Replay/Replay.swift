import Escalation
import Foundation
import MarkovChains
import RandomStreams
import Tables

/// One trajectory of a study, told stay by stay: the same that is counted under its number.
public struct Replay: Sendable {
  /// A run of days on one rung, or of steps in one state.
  struct Stay: Sendable, Equatable {
    let first: Int
    /// nil for a state in which the trajectory comes to rest.
    let last: Int?
    /// The rung of a ladder, or the state of a chain.
    let rung: String
    let rungNumber: Int
    /// The highest rung so far; nil on a chain.
    let peak: String?
    /// The state of the compiled chain.
    let state: String
    /// What is told of it to people, where that is more than the rung.
    var told: String?
  }

  let name: String
  let trajectory: Int
  let seed: UInt64
  /// `day` on a ladder, `step` on a chain.
  let unit: String
  let stays: [Stay]
  /// What is said of the state in which it comes to rest.
  var rest = "where it comes to rest"
  /// How it ended, as a sentence.
  let ending: String
  let remarks: [String]

  /// What it is, before anything else is said of it.
  public var heading: String {
    "illustration, one of many: trajectory \(trajectory) of \(ModelError.printable(name)), "
      + "seed \(seed)"
  }

  /// The trajectory for people: headed as what it is, stays on one rung as one line.
  public var text: String {
    var lines: [(when: String, what: String)] = []
    var merged: [Stay] = []
    for stay in stays {
      if let before = merged.last, before.rung == stay.rung, before.peak == stay.peak,
        before.told == stay.told
      {
        merged[merged.count - 1] = Stay(
          first: before.first, last: stay.last, rung: stay.rung, rungNumber: stay.rungNumber,
          peak: stay.peak, state: stay.state, told: stay.told)
      } else {
        merged.append(stay)
      }
    }
    for stay in merged {
      let peak = stay.peak.map { $0 == stay.rung ? "" : ", highest so far \($0)" } ?? ""
      let length = stay.last.map { $0 - stay.first + 1 }
      let span =
        length.map { $0 > 1 ? " (\($0) \(unit)s)" : "" } ?? ", \(rest)"
      let when =
        stay.last.map { $0 > stay.first ? "\(stay.first) to \($0)" : "\(stay.first)" }
        ?? "\(stay.first)"
      lines.append(("\(unit) \(when)", "\(stay.told ?? stay.rung)\(peak)\(span)"))
    }
    let width = lines.map(\.when.count).max() ?? 0
    let body = lines.map { line in
      line.when + String(repeating: " ", count: width - line.when.count) + "  " + line.what
    }
    let notes = remarks.map { "Note: \($0)." }
    return heading + "\n"
      + (body + [ending] + notes).map(ModelError.printable).joined(separator: "\n") + "\n"
  }

  /// The trajectory for programs: one row a stay in one state of the compiled chain.
  public var table: Table {
    let (trajectory, columns) = (trajectory, Self.columns)
    return Table(
      name: "trajectories", key: ["trajectory", "first"],
      columns(trajectory), stays)
  }

  private static func columns(_ trajectory: Int) -> [Column<Stay>] {
    [
      Column(
        name: "trajectory", kind: .integer, unit: nil, description: "its number, from 0"
      ) { _ in .integer(trajectory) },
      Column(
        name: "first", kind: .integer, unit: "days or steps", description: "first day of the stay"
      ) { .integer($0.first) },
      Column(
        name: "last", kind: .integer, unit: "days or steps",
        description: "last day of the stay; empty where it comes to rest"
      ) { .optional($0.last) },
      Column(name: "rung", kind: .string, unit: nil, description: "rung, or state of a chain") {
        .text($0.rung)
      },
      Column(
        name: "rung_number", kind: .integer, unit: nil,
        description: "the rung's place on the ladder, or the state's in the chain"
      ) { .integer($0.rungNumber) },
      Column(
        name: "peak", kind: .string, unit: nil,
        description: "highest rung so far; empty on a chain"
      ) { .optional($0.peak) },
      Column(
        name: "state", kind: .string, unit: nil, description: "state of the compiled chain"
      ) { .text($0.state) },
    ]
  }

  /// The largest number of a trajectory plus one.
  public static let trajectoryLimit = StreamAddress.trajectoryLimit
  /// The most trajectories that a search looks through.
  public static let searchLimit = 100_000_000

  /// The first trajectory from a number on that visits a marked state.
  static func search(
    from first: Int, _ path: (Int) -> Path, isMarked: (Path) -> Bool, _ control: RunControl
  ) throws(StudyError) -> Path {
    var number = first
    while number - first < searchLimit, number < StreamAddress.trajectoryLimit {
      if (number - first) % 1024 == 0, control.isInterrupted() { throw .engine(.interrupted) }
      let path = path(number)
      if isMarked(path) { return path }
      number += 1
    }
    throw .unanswerable(
      "none of \(searchLimit) trajectories from \(first) on reaches it; the exact engine tells how "
        + "rare it is")
  }
}
