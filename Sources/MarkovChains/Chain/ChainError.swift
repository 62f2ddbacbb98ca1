/// What makes a set of numbers no Markov chain.
public enum ChainError: Error, Equatable, CustomStringConvertible {
  case badProbability(row: Int, column: Int, value: Double)
  case badRowSum(row: Int, sum: Double)
  case badState(row: Int, column: Int)

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .badProbability(let row, let column, let value):
      "the probability from state \(row) to state \(column) is \(value); it must lie in 0...1"
    case .badRowSum(let row, let sum):
      "the probabilities out of state \(row) sum to \(sum), not to 1"
    case .badState(let row, let column):
      "state \(row) has a transition to state \(column), which is out of order or does not exist"
    }
  }
}
