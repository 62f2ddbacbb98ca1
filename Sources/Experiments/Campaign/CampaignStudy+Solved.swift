import Escalation
import MarkovChains

extension CampaignStudy {
  /// A campaign under one structure with the laws of its theatres, whose chains of days are solved when
  /// they are asked about.
  struct Solved {
    let study: CampaignStudy
    let structure: CampaignStructure
    let laws: PeakLaws
    /// The chains that were solved, by rung and days.
    private var known: [Key: Estimates] = [:]

    private struct Key: Hashable {
      let rung: Int?
      let days: Int
    }

    init(study: CampaignStudy, structure: CampaignStructure, laws: PeakLaws) {
      self.study = study
      self.structure = structure
      self.laws = laws
    }

    func problem(reaching rung: Int?, days: Int) -> ChainProblem {
      study.campaign.problem(laws, structure, reaching: rung, days: days)
    }

    private mutating func estimates(
      reaching rung: Int?, days: Int, _ control: RunControl
    ) throws(EngineError) -> Estimates {
      let key = Key(rung: rung, days: days)
      if let found = known[key] { return found }
      let found = try ExactEngine().estimates(
        for: Mixture(problem(reaching: rung, days: days)), control: control)
      known[key] = found
      return found
    }

    /// Mean days in each state of residue; where a rung is asked about, before it is reached.
    private mutating func occupancy(
      reaching rung: Int?, days: Int, _ control: RunControl
    ) throws(EngineError) -> [Double] {
      let estimates = try estimates(reaching: rung, days: days, control)
      return study.campaign.residue.states.indices.map {
        estimates[.occupancySteps(set: $0)]?.value ?? 0
      }
    }

    /// The exact answer; nil for shares of a risk of zero.
    mutating func answer(
      _ question: Question, _ control: RunControl
    ) throws(EngineError) -> Estimate? {
      let days = study.days(question.quantity)
      switch question.quantity {
      case .annualRisk, .campaignRisk:
        return try estimates(reaching: question.rung, days: days, control)[
          .reachProbability(set: 0)]
      case .riskShare:
        let parts = try parts(reaching: question.rung ?? 0, days: days, control)
        let sum = parts.reduce(0, +)
        return sum > 0 ? Estimate(exact: parts[question.theatre ?? 0] / sum) : nil
      case .expectedIncidents:
        let spent = try occupancy(reaching: nil, days: days, control)
        let rates = study.campaign.rates(structure)[question.theatre ?? 0]
        return Estimate(exact: zip(spent, rates).reduce(0) { $0 + $1.0 * $1.1.perDay })
      case .meanResidue:
        let spent = try occupancy(reaching: nil, days: days, control)
        let residue = study.campaign.residue
        let sum = spent.indices.reduce(0) { $0 + spent[$1] * residue.value($1) }
        return Estimate(exact: sum / Double(days))
      }
    }

    /// Shape `[theatre]`: the chance that its incident is the first to reach a rung. They sum to the risk.
    mutating func parts(
      reaching rung: Int, days: Int, _ control: RunControl
    ) throws(EngineError) -> [Double] {
      let spent = try occupancy(reaching: rung, days: days, control)
      let rates = study.campaign.rates(structure)
      return rates.indices.map { theatre in
        spent.indices.reduce(0) {
          $0 + spent[$1] * rates[theatre][$1].perDay * laws.exceedance[theatre][$1][rung]
        }
      }
    }
  }
}
