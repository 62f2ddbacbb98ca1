/// The names of a chain's states: given by the file, or their numbers from 0.
public struct StateNames: Sendable, Equatable {
  /// The number of states.
  public let count: Int
  private let names: [String]
  private let indices: [String: Int]

  /// States called `0`, `1` and so on, without storage.
  public init(numbered count: Int) {
    self.count = count
    names = []
    indices = [:]
  }

  /// States with names of their own; of equal names the first counts.
  public init(_ names: [String]) {
    var indices = [String: Int](minimumCapacity: names.count)
    for (index, name) in names.enumerated() where indices[name] == nil { indices[name] = index }
    self.init(names: names, indices: indices)
  }

  init(names: [String], indices: [String: Int]) {
    count = names.count
    self.names = names
    self.indices = indices
  }

  /// Whether the names are the numbers of the states.
  public var isNumbered: Bool { names.isEmpty }

  /// The name of a state.
  public subscript(state: Int) -> String {
    precondition(state >= 0 && state < count, "a state of the chain")
    return isNumbered ? String(state) : names[state]
  }

  /// The state of that name.
  public func index(of name: String) -> Int? {
    guard isNumbered else { return indices[name] }
    guard let number = Int(name), number >= 0, number < count, String(number) == name else {
      return nil
    }
    return number
  }

  /// A state in a sentence: `state 4` or `state 'calm'`.
  func shown(_ state: Int) -> String {
    isNumbered ? "state \(state)" : "state '\(self[state])'"
  }
}
