/// The communicating classes of a chain: maximal sets of states that can all reach each other.
///
/// - Source: Tarjan, Depth-first search and linear graph algorithms (SIAM Journal on Computing 1,
///   1972), with an explicit stack.
public struct StateClasses: Sendable, Equatable {
  /// The classes; every class comes after all classes it can reach. States ascend within a class.
  public let classes: [[Int]]
  /// The class of each state, or -1 for states that were left out.
  public let classOfState: [Int]

  /// The classes of the whole chain.
  ///
  /// - Complexity: O(states + entries).
  public init(_ matrix: TransitionMatrix) {
    self.init(matrix, among: [Bool](repeating: true, count: matrix.stateCount))
  }

  /// The classes of the chain restricted to some of its states.
  public init(_ matrix: TransitionMatrix, among included: [Bool]) {
    let n = matrix.stateCount
    var classes: [[Int]] = []
    var classOfState = [Int](repeating: -1, count: n)
    var order = [Int](repeating: -1, count: n)
    var lowest = [Int](repeating: 0, count: n)
    var next = [Int](repeating: 0, count: n)
    var open: [Int] = []
    var path: [Int] = []
    var visited = 0
    for root in 0..<n where included[root] && order[root] < 0 {
      path.append(root)
      while let state = path.last {
        if order[state] < 0 {
          order[state] = visited
          lowest[state] = visited
          next[state] = matrix.offsets[state]
          visited += 1
          open.append(state)
        }
        var descended = false
        while next[state] < matrix.offsets[state + 1] {
          let target = matrix.targets[next[state]]
          next[state] += 1
          guard included[target] else { continue }
          if order[target] < 0 {
            path.append(target)
            descended = true
            break
          }
          if classOfState[target] < 0 { lowest[state] = min(lowest[state], order[target]) }
        }
        if descended { continue }
        path.removeLast()
        if let parent = path.last { lowest[parent] = min(lowest[parent], lowest[state]) }
        guard lowest[state] == order[state] else { continue }
        var members: [Int] = []
        while let member = open.popLast() {
          classOfState[member] = classes.count
          members.append(member)
          if member == state { break }
        }
        classes.append(members.sorted())
      }
    }
    self.classes = classes
    self.classOfState = classOfState
  }

  /// Whether a class cannot be left.
  public func isClosed(_ index: Int, in matrix: TransitionMatrix) -> Bool {
    classes[index].allSatisfy { state in
      matrix.row(state).allSatisfy { classOfState[matrix.targets[$0]] == index }
    }
  }
}
