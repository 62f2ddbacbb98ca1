import RandomStreams
import Tables

/// A table of nine columns of doubles from a fixed seed, as a sweep fills them: probabilities,
/// small ones among them.
public struct WideTable: Sendable {
  public static let columnCount = 9

  private let rows: [[Double]]

  public init(rowCount: Int) {
    var generator = StreamAddress(seed: 1).generator(trajectory: 0)
    rows = (0..<rowCount).map { _ in
      (0..<Self.columnCount).map { column in
        let share = Double(generator.next() >> 11) * 0x1p-53
        return column % 3 == 2 ? share * share * share * 1e-6 : share
      }
    }
  }

  public var table: Table {
    Table(
      name: "wide", key: [],
      (0..<Self.columnCount).map { column in
        Column<[Double]>(
          name: "c\(column)", kind: .number, unit: nil, description: "A number.",
          cell: { .number($0[column]) })
      }, rows)
  }
}
