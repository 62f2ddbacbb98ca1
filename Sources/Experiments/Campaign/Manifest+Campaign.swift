import Escalation

extension Manifest {
  /// The record of a result on a campaign.
  init(_ study: CampaignStudy, _ result: StudyResult, provenance: Provenance) {
    let campaign = study.campaign
    model = Model(
      name: campaign.name, text: campaign.text, hash: Self.hash(campaign.text.utf8))
    var companions: [Companion] = []
    for theatre in campaign.theatres
    where !companions.contains(where: { $0.text == theatre.model.text }) {
      companions.append(
        Companion(
          file: theatre.model.file, text: theatre.model.text,
          hash: Self.hash(theatre.model.text.utf8)))
    }
    model.companions = companions
    design = DesignRecord(
      rule: "campaign", settings: [], variations: [], scenarioCount: result.scenarioCount)
    engine = Engine(study, result)
    let structures = study.structures.compactMap(\.name)
    question = Question(
      horizon: campaign.days, start: campaign.residue.states[campaign.residue.start],
      quantities: CampaignQuantity.allCases.filter(study.quantities.contains).map(\.rawValue),
      rungs: study.rungs.sorted().map { campaign.ladder.rungs[$0] }, firstPassage: false,
      structures: structures.isEmpty ? nil : structures)
    stopReason = "complete"
    self.provenance = provenance
  }
}
