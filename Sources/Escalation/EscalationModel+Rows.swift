extension EscalationModel {
  /// The rows of probabilities that sum to one, each as the indices of its parameters: the one that takes
  /// the rest, `hold`, first.
  public var probabilityRows: [[Int]] {
    switch form {
    case .ladder(let form):
      form.rows.compactMap { row in row.hold.map { [$0] + row.moves.map(\.parameter) } }
    case .dyad: []
    }
  }
}
