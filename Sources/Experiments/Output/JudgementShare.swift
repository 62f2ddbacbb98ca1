import Escalation

/// How many of a model's numbers rest on judgement.
public struct JudgementShare: Sendable, Equatable {
  let judgementCount: Int
  /// Numbers that the file states, but for those of measures.
  public let totalCount: Int
  /// Numbers that state no basis.
  let unstatedCount: Int

  /// The share of a model.
  public init(_ model: EscalationModel) {
    self.init(of: model.parameters)
  }

  init(of parameters: [Parameter]) {
    // What a measure would change is no number of the case as it stands.
    let stated = parameters.filter { $0.isStated && !$0.path.hasPrefix("measures.") }
    totalCount = stated.count
    judgementCount = stated.count {
      $0.number.basis == .judgement || $0.number.basis == .elicited
    }
    unstatedCount = stated.count { $0.number.basis == nil }
  }

  var isMoreThanHalf: Bool { 2 * (judgementCount + unstatedCount) > totalCount }

  var text: String {
    let unstated = unstatedCount == 0 ? "" : " and \(unstatedCount) on nothing stated"
    return "\(judgementCount) of the model's \(totalCount) numbers rest on judgement\(unstated)."
  }
}
