import Escalation
import MarkovChains

/// Two models that know nothing but counts: moves at their pooled shares (base rate), and a first-order
/// chain; of the highest level, the shares counted by first level, and what that chain makes of it.
///
/// Levels are rungs by name. War-level fighting is one level: rungs `limited_war` and `major_war`.
///
/// - Source: Gibler and Miller, Militarized Interstate Events 1.0, pairs of states in one
///   confrontation, 1946-2014: hostility levels 2 to 5.
public struct CountedBaselines: Sendable {
  /// Names of rungs, bottom to top; the last holds `major_war` too.
  static let levels = ["coercive_signalling", "show_of_force", "limited_clash", "limited_war"]
  static let aboveTop = "major_war"
  static let end = "end"

  /// Shape `[level][level or end]`.
  private let moves: [[Double]]
  /// Shape `[first level][peak level]`.
  private let peaks: [[Double]]

  /// Reads the counts of moves (`from,to,count`) and of peaks (`first,peak,count`).
  ///
  /// - Throws: `TextFileError.invalid` for a missing column, an unknown level or a count that is none.
  public init(moves: RecordTable, peaks: RecordTable) throws(TextFileError) {
    self.moves = try Self.matrix(moves, ["from", "to", "count"], width: Self.levels + [Self.end])
    self.peaks = try Self.matrix(peaks, ["first", "peak", "count"], width: Self.levels)
  }

  private static func matrix(
    _ table: RecordTable, _ names: [String], width: [String]
  ) throws(TextFileError) -> [[Double]] {
    let columns = try table.columns(required: names)
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: width.count), count: levels.count)
    for (index, record) in table.records.enumerated() {
      let cells = columns.map { record.cells[$0] }
      guard let row = levels.firstIndex(of: cells[0]), let column = width.firstIndex(of: cells[1]),
        let count = Int(cells[2]), count >= 0
      else {
        let message = "'\(cells.joined(separator: ","))' is no count of a known pair of levels"
        throw table.error([.init(record: index, column: columns[0], message: message)])
      }
      result[row][column] += Double(count)
    }
    return result
  }

  /// The level of a rung by its name; nil for rungs outside the counts.
  func level(_ rung: String) -> Int? {
    Self.levels.firstIndex(of: rung == Self.aboveTop ? Self.levels[Self.levels.count - 1] : rung)
  }

  /// The share of all moves that lead to a level, or to the end (nil).
  func baseRate(to level: Int?) -> Double {
    let column = level ?? Self.levels.count
    let total = moves.joined().reduce(0, +)
    return total > 0 ? moves.reduce(0) { $0 + $1[column] } / total : 0
  }

  /// The share of the moves from a level that lead to another, or to the end (nil).
  func firstOrder(from: Int, to level: Int?) -> Double {
    let total = moves[from].reduce(0, +)
    return total > 0 ? moves[from][level ?? Self.levels.count] / total : 0
  }

  /// The share of the pairs that began on a level whose highest was another.
  func peakShare(first: Int, peak: Int) -> Double {
    let total = peaks[first].reduce(0, +)
    return total > 0 ? peaks[first][peak] / total : 0
  }

  /// The probability of that highest level under the first-order chain.
  ///
  /// - Returns: nil when the counts make no chain that ends.
  func firstOrderPeak(first: Int, peak: Int) -> Double? {
    guard peak >= first else { return 0 }
    let stop = Self.levels.count
    let rows = moves.map { row in
      let total = row.reduce(0, +)
      return row.enumerated().filter { $0.element > 0 }.map {
        (target: $0.offset, probability: $0.element / total)
      }
    }
    guard let matrix = try? TransitionMatrix(rows: rows + [[(target: stop, probability: 1)]])
    else { return nil }
    var start = [Double](repeating: 0, count: stop + 1)
    start[first] = 1
    let targets = [peak, peak + 1].map { least in
      (0...stop).map { $0 >= least && $0 < stop }
    }
    let problem = ChainProblem(matrix: matrix, start: start, horizon: nil, targets: targets)
    guard let estimates = try? ExactEngine().estimates(for: Mixture(problem)),
      let reached = estimates[.reachProbability(set: 0)]?.value
    else { return nil }
    let worse = peak + 1 < stop ? estimates[.reachProbability(set: 1)]?.value ?? 0 : 0
    return reached - worse
  }
}
