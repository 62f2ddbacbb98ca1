/// Something that could be done: named and sourced changes of numbers.
public struct Measure: Sendable, Equatable {
  /// The word for it in files, options and columns.
  public let name: String
  /// What it is, in words.
  public let about: String
  /// Who must act.
  public let actors: [String]
  /// Which part of a crisis it is meant to act on.
  public let actsOn: [Part]
  /// The measures without which it changes nothing.
  public let needs: [String]
  /// Whether it takes away what is in force: what that is worth is what is lost then, and nobody would take it
  /// for help.
  public let takesAway: Bool
  /// What it needs from others than its actors, in words.
  public let needsFromOthers: String?
  let changes: [Change]

  /// A part of the way to war.
  public enum Part: String, Sendable, CaseIterable {
    /// Whether an incident begins.
    case onset
    /// Whether it climbs.
    case escalation
    /// Whether it ends.
    case exit
  }

  /// A change of one parameter.
  struct Change: Sendable, Equatable {
    let parameter: Int
    let kind: Kind
    /// The parameter that holds the number of the change.
    let number: Int

    /// What the number does.
    enum Kind: String, Sendable, CaseIterable {
      case to, plus, times
    }
  }
}

extension Measure {
  /// What the file states of the sizes of its changes.
  public func numbers(_ model: EscalationModel) -> [StatedNumber] {
    changes.map { model.parameters[$0.number].number }
  }

  /// What it changes, as text: `path to x`, `path + x`, `path × x`.
  public func changesText(_ model: EscalationModel) -> String {
    changes.map { change in
      let number = model.parameters[change.number].number.value
      let sign =
        switch change.kind {
        case .to: "to"
        case .plus: number < 0 ? "" : "+"
        case .times: "×"
        }
      return "\(model.parameters[change.parameter].path) \(sign)\(sign.isEmpty ? "" : " ")\(number)"
    }.joined(separator: "; ")
  }
}

extension EscalationModel {
  /// The measure of a name; `-` and `_` are the same.
  public func measure(named name: String) -> Measure? {
    let name = name.replacing("-", with: "_")
    return measures.first { $0.name == name }
  }

  /// Those of some measures whose needs are met among them: the others change nothing.
  public func effective(_ measures: [Measure]) -> [Measure] {
    var kept = measures
    while true {
      let names = Set(kept.map(\.name))
      let next = kept.filter { $0.needs.allSatisfy(names.contains) }
      if next.count == kept.count { return kept }
      kept = next
    }
  }

  /// A measure and those it needs, and those they need.
  public func withNeeds(_ measure: Measure) -> [Measure] {
    var found = [measure]
    var place = 0
    while place < found.count {
      for need in found[place].needs where !found.contains(where: { $0.name == need }) {
        if let needed = self.measure(named: need) { found.append(needed) }
      }
      place += 1
    }
    return found
  }

  /// The first of some measures in force that sets any of some parameters outright, whatever they were.
  public func measure(setting indices: Set<Int>, among measures: [Measure]) -> Measure? {
    effective(measures).first { measure in
      measure.changes.contains { change in
        change.kind == .to
          && !indices.isDisjoint(
            with: parameters[change.parameter].members + [change.parameter])
      }
    }
  }

  /// Values after measures, in the order of the file; a value never leaves its range.
  ///
  /// Where two measures act on one parameter, sums and products follow upon what is set outright.
  public func values(
    _ values: ParameterValues, under measures: [Measure]
  ) -> ParameterValues {
    var result = values
    let inForce = Set(effective(measures).map(\.name))
    let changes = self.measures.filter { inForce.contains($0.name) }.flatMap(\.changes)
    let order: [Measure.Change.Kind] = [.to, .times, .plus]
    for kind in order {
      for change in changes where change.kind == kind {
        let amount = values[change.number]
        let members = parameters[change.parameter].members
        for index in members.isEmpty ? [change.parameter] : members {
          let old = result.values[index]
          let moved =
            switch kind {
            case .to: amount
            case .plus: old + amount
            case .times: old * amount
            }
          result.values[index] = parameters[index].rule.nearest(to: moved)
        }
      }
    }
    gather(&result)
    return result
  }
}
