import ArgumentParser
import Escalation
import Experiments

extension StudyOptions {
  /// The study of a campaign that the options describe.
  func study(_ campaign: CampaignModel) throws -> CampaignStudy {
    try refuseOnCampaign()
    let model = campaign.theatres[0].model
    return CampaignStudy(
      campaign: campaign, structures: try structures(campaign), engineChoice: engine,
      trajectoryCount: trajectories?.value, seed: question.root, isChecked: check,
      quantities: Set(try quantity.map { try Self.quantityNamed($0, CampaignQuantity.self) }),
      rungs: Set(try rung.map { try QuestionOptions.rungNumber($0, model) }),
      confidence: confidence)
  }

  /// Refuses what is asked of one incident only.
  private func refuseOnCampaign() throws {
    let used: [(isUsed: Bool, name: String, why: String)] = [
      (!question.settings.isEmpty, "--set", "its numbers are changed in its file"),
      (question.horizon != nil, "--horizon", "its file says for how many years it is followed"),
      (question.start != nil, "--start", "its file says in which residue it begins"),
      (!question.measure.isEmpty, "--measure", "measures are of the models of its theatres"),
      (question.independent, "--independent", "it is one scenario"),
      (prior != nil, "--prior", "what is not known of its numbers is not drawn yet"),
      (firstPassage, "--first-passage", "first passage by day is told of one incident"),
    ]
    if let first = used.first(where: \.isUsed) {
      throw ValidationError("\(first.name) does not go with a campaign: \(first.why)")
    }
  }

  private func structures(_ campaign: CampaignModel) throws -> [CampaignStructure] {
    guard let text = question.structures else { return campaign.structures }
    let known = campaign.structures.compactMap(\.name)
    var chosen: [CampaignStructure] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let found = campaign.structure(named: name) else {
        throw ValidationError(
          known.isEmpty
            ? "--structures: the theatres of \(campaign.name) have no structures"
            : "--structures: the theatres do not share '\(name)'"
              + "\(Spelling.suggestion(for: name, among: known)); they share "
              + known.joined(separator: ", "))
      }
      if chosen.contains(where: { $0.name == found.name }) {
        throw ValidationError("--structures: '\(name)' is named twice")
      }
      chosen.append(found)
    }
    return chosen
  }
}
