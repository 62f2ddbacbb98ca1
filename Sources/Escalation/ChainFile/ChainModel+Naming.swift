extension ChainModel {
  /// A chain with more states than this does not list them in errors.
  private static let listedStates = 50

  /// The states that a text names, ascending: a state, a label, or several parted by commas.
  ///
  /// Where a state and a label have one name, the state is meant. A name that holds a comma can stand
  /// alone but not in a list. Blanks around names are dropped.
  public func states(named text: String) throws(StateNameError) -> [Int] {
    if let states = set(named: text) { return states }
    var states: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let some = set(named: String(part)) else { throw unknown(Self.trimmed(part)) }
      states.formUnion(some)
    }
    return states.sorted()
  }

  /// The target that a text such as `goal`, `a,b` or `lost=a,b` describes.
  ///
  /// A text that names states as it stands is its own name, also with `=` in it.
  public func target(_ text: String) throws(StateNameError) -> ChainTarget {
    let whole = Self.trimmed(text[...])
    do {
      return ChainTarget(name: whole, states: try states(named: whole))
    } catch {
      guard let mark = whole.firstIndex(of: "=") else { throw error }
      let name = Self.trimmed(whole[..<mark])
      guard !name.isEmpty else {
        throw StateNameError(message: "'\(text)': a target is 'name=state,state' or 'state,state'")
      }
      return ChainTarget(
        name: name, states: try states(named: String(whole[whole.index(after: mark)...])))
    }
  }

  private func set(named text: String) -> [Int]? {
    for name in [text, Self.trimmed(text[...])] {
      if let state = stateNames.index(of: name) { return [state] }
      if let label = labels.first(where: { $0.name == name }) { return label.states }
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let head = text.drop(while: isBlank)
    guard let last = head.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(head[...last])
  }

  private func unknown(_ name: String) -> StateNameError {
    guard !name.isEmpty else { return StateNameError(message: "the name of a state is missing") }
    let shown = name.count > 60 ? "\(name.prefix(40))…" : name
    if stateNames.isNumbered, name.allSatisfy({ "0123456789".contains($0) }) {
      return StateNameError(
        message: "there is no state \(shown): the chain has the states 0 to \(stateNames.count - 1)"
      )
    }
    var message = "no state or label is called '\(shown)'" + suggestion(for: name)
    if stateNames.isNumbered {
      message += "; the states are 0 to \(stateNames.count - 1)"
    } else if stateNames.count <= Self.listedStates {
      let names = (0..<stateNames.count).map { stateNames[$0] }
      message += "; the states are \(names.joined(separator: ", "))"
    } else {
      message += "; the chain has \(stateNames.count) states"
    }
    if !labels.isEmpty, labels.count <= Self.listedStates {
      message += "; the labels are \(labels.map(\.name).joined(separator: ", "))"
    }
    return StateNameError(message: message)
  }

  /// The nearest name; only names of about that length are weighed, and not millions of them.
  private func suggestion(for name: String) -> String {
    guard name.utf8.count <= 60 else { return "" }
    var candidates = labels.map(\.name)
    if !stateNames.isNumbered {
      for state in 0..<stateNames.count where candidates.count < 20_000 {
        let candidate = stateNames[state]
        if abs(candidate.utf8.count - name.utf8.count) <= 4 { candidates.append(candidate) }
      }
    }
    return Spelling.suggestion(for: name, among: candidates)
  }
}
