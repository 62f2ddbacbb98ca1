import Foundation

/// The histories that a specification tells apart, and how moves lead from one to the next.
struct HistorySpace: Sendable {
  /// The number of levels.
  let levelCount: Int
  /// All histories that can occur.
  let states: [History]
  /// Shape `[state × levels]`: where a move to a level leads.
  let next: [Int32]
  /// Shape `[state]`: the row that serves it.
  let row: [Int]
  /// Shape `[row]`: its level.
  let rowLevel: [Int]
  private let usesAge: Bool
  private let usesPrevious: Bool
  private let indexOf: [History: Int]

  /// The number of rows.
  var rowCount: Int { rowLevel.count }

  /// The histories of a specification on so many levels.
  init(_ specification: Specification, levelCount: Int) {
    self.levelCount = levelCount
    usesAge = specification.usesAge
    usesPrevious = specification.usesPrevious
    var states: [History] = []
    var indexOf: [History: Int] = [:]
    func index(_ history: History) -> Int {
      if let known = indexOf[history] { return known }
      indexOf[history] = states.count
      states.append(history)
      return states.count - 1
    }
    let (usesAge, usesPrevious) = (self.usesAge, self.usesPrevious)
    for level in 0..<levelCount { _ = index(History(first: level)) }
    var next: [Int32] = []
    var at = 0
    while at < states.count {
      let state = states[at]
      for level in 0..<levelCount {
        let moved = Self.reduced(
          state.moved(to: level), usesAge: usesAge, usesPrevious: usesPrevious)
        next.append(Int32(index(moved)))
      }
      at += 1
    }
    var rowOfKey: [[Int]: Int] = [:]
    var row: [Int] = []
    var rowLevel: [Int] = []
    for state in states {
      var key = [state.level]
      for part in specification.rows {
        switch part {
        case .peak: key.append(state.peak)
        case .age: key.append(Self.ageClass(state.age))
        case .previous: key.append(state.previous ?? -1)
        }
      }
      if specification.isBaseRate { key = [] }
      let number = rowOfKey[key] ?? rowOfKey.count
      if number == rowLevel.count {
        rowOfKey[key] = number
        rowLevel.append(state.level)
      }
      row.append(number)
    }
    self.states = states
    self.next = next
    self.row = row
    self.rowLevel = rowLevel
    self.indexOf = indexOf
  }

  /// The state that a history falls into.
  func index(of history: History) -> Int {
    let key = Self.reduced(history, usesAge: usesAge, usesPrevious: usesPrevious)
    guard let index = indexOf[key] else {
      preconditionFailure("every history of these levels is a state")
    }
    return index
  }

  /// The state of a first event.
  func first(_ level: Int) -> Int { index(of: History(first: level)) }

  private static func reduced(
    _ history: History, usesAge: Bool, usesPrevious: Bool
  ) -> History {
    History(
      level: history.level, peak: history.peak, age: usesAge ? history.age : 0,
      previous: usesPrevious ? history.previous : nil)
  }

  /// 0, 1 to 2, 3 to 9, 10 and more events before.
  static func ageClass(_ age: Int) -> Int { age < 1 ? 0 : age < 3 ? 1 : age < 10 ? 2 : 3 }

  /// What the terms of a specification are worth in a state.
  ///
  /// - Parameter codings: How each attribute of the specification enters.
  /// - Parameter own: For each attribute of the specification, the value of the sequence.
  func terms(
    _ specification: Specification, state: Int, codings: [AttributeCoding], own: [String]
  ) -> [Double] {
    let history = states[state]
    var result: [Double] = []
    var attribute = 0
    for term in specification.terms {
      switch term {
      case .below: result.append(history.peak > history.level ? 1 : 0)
      case .peak:
        for peak in stride(from: 2, to: levelCount, by: 1) {
          result.append(history.peak == peak ? 1 : 0)
        }
      case .age:
        for one in 1...3 { result.append(Self.ageClass(history.age) == one ? 1 : 0) }
      case .logAge: result.append(log1p(Double(history.age)))
      case .previous:
        result.append(history.previous.map { $0 < history.level ? 1 : 0 } ?? 0)
        result.append(history.previous.map { $0 > history.level ? 1 : 0 } ?? 0)
      case .attribute:
        result += codings[attribute].terms(own[attribute])
        attribute += 1
      }
    }
    return result
  }
}
