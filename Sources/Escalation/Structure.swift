/// One way in which a case may work: what is taken for the cause of escalation, as numbers that differ.
///
/// No structure is the truth: the answers of all of them together are what a model has to say.
public struct Structure: Sendable, Equatable {
  /// The word for it in files, options and columns.
  public let name: String
  /// What it takes for the cause, in words.
  public let about: String
  /// The numbers it states in place of the file's: indices of parameters.
  let statements: [Statement]

  struct Statement: Sendable, Equatable {
    let parameter: Int
    let number: StatedNumber
  }
}

extension EscalationModel {
  /// The model under each of its structures, or itself where it has none.
  public var structured: [EscalationModel] {
    structures.isEmpty ? [self] : structures.map { with($0) }
  }

  /// The model under one of its structures; nil when it has none of that name. `-` and `_` are the same.
  public func structured(_ name: String) -> EscalationModel? {
    structures.first { $0.name == name.replacing("-", with: "_") }.map { with($0) }
  }

  private func with(_ structure: Structure) -> EscalationModel {
    var parameters = parameters
    for statement in structure.statements {
      let index = statement.parameter
      parameters[index] = parameters[index].restated(statement.number, isStated: true)
      for member in parameters[index].members {
        parameters[member] = parameters[member].restated(statement.number, isStated: false)
      }
    }
    return EscalationModel(self, structure: structure, parameters: parameters)
  }
}
