import Escalation
import MarkovChains
import Tables

/// Everything that fixes the numbers of a campaign's result: the same study gives the same bits.
public struct CampaignStudy: Sendable {
  let campaign: CampaignModel
  /// The structures that are asked about.
  let structures: [CampaignStructure]
  /// The engine that was asked for.
  public let engineChoice: EngineChoice
  /// nil when none were asked for by number.
  let trajectoryCount: Int?
  /// The root of all draws.
  public let seed: UInt64
  /// Whether every simulated number is held against the exact one.
  public let isChecked: Bool
  /// The quantities to report; empty reports all.
  let quantities: Set<CampaignQuantity>
  /// The rungs to report; empty reports all.
  let rungs: Set<Int>
  /// The stated coverage of intervals.
  public let confidence: Double

  /// A study; whatever is left out has the default of the commands.
  public init(
    campaign: CampaignModel, structures: [CampaignStructure]? = nil,
    engineChoice: EngineChoice = .auto, trajectoryCount: Int? = nil, seed: UInt64 = 0,
    isChecked: Bool = false, quantities: Set<CampaignQuantity> = [], rungs: Set<Int> = [],
    confidence: Double = 0.95
  ) {
    self.campaign = campaign
    self.structures = structures ?? campaign.structures
    self.engineChoice = engineChoice
    self.trajectoryCount = trajectoryCount
    self.seed = seed
    self.isChecked = isChecked
    self.quantities = quantities
    self.rungs = rungs
    self.confidence = confidence
  }

  /// The campaign's name.
  public var name: String { campaign.name }

  /// A campaign is one scenario.
  public var isIndependent: Bool { false }

  /// A row under each structure.
  struct Question: Sendable, Equatable {
    let quantity: CampaignQuantity
    var rung: Int?
    var theatre: Int?
  }

  /// What is reported under each structure, after the choice of quantities and rungs.
  var questions: [Question] {
    let rungs = (1..<campaign.ladder.rungs.count).filter {
      self.rungs.isEmpty || self.rungs.contains($0)
    }
    let theatres = campaign.theatres.indices
    let all =
      rungs.map { Question(quantity: .annualRisk, rung: $0) }
      + rungs.map { Question(quantity: .campaignRisk, rung: $0) }
      + rungs.flatMap { rung in
        theatres.map { Question(quantity: .riskShare, rung: rung, theatre: $0) }
      }
    // What is of no rung is left out where rungs are chosen.
    let whole =
      self.rungs.isEmpty
      ? theatres.map { Question(quantity: .expectedIncidents, theatre: $0) }
        + [Question(quantity: .meanResidue)] : []
    return (all + whole).filter { quantities.isEmpty || quantities.contains($0.quantity) }
  }

  /// How long a quantity looks, in days.
  func days(_ quantity: CampaignQuantity) -> Int {
    switch quantity {
    case .annualRisk, .expectedIncidents: CampaignModel.daysPerYear
    case .campaignRisk, .riskShare, .meanResidue: campaign.days
    }
  }

  /// The engine that serves.
  private var resolvedEngine: EngineChoice {
    guard engineChoice == .auto else { return engineChoice }
    return trajectoryCount != nil || isChecked ? .path : .exact
  }

  /// What a run would do, after checking that the question has an answer.
  ///
  /// - Throws: `StudyError`.
  public func plan() throws(StudyError) -> StudyPlan {
    let questions = questions
    guard !questions.isEmpty else { throw .nothingAsked }
    let engine = resolvedEngine
    if engine.simulates, !questions.contains(where: \.quantity.isOfPaths) {
      throw .usage(
        "\(engine.inWords) answer annual_risk and campaign_risk of a campaign; the exact engine answers all"
      )
    }
    let why =
      engineChoice != .auto
      ? "asked for"
      : engine.simulates ? "trajectories were asked for" : "the chain is small enough to solve"
    let drawn = engine.simulates ? trajectoryCount ?? Study.defaultTrajectoryCount : nil
    if let obstacle = engine.obstacle(trajectoryCount: drawn, horizon: campaign.days) {
      throw .engine(obstacle)
    }
    return StudyPlan(
      scenarioCount: 1, rowCount: structures.count * questions.count,
      engine: .init(engine: engine, why: why),
      stateCount: campaign.residue.states.count + 1, classCount: 1,
      trajectoryCount: drawn,
      structureCount: engine.simulates ? structures.count : 1)
  }
}

extension CampaignStudy: RunnableStudy {
  /// Headline in natural frequencies, caption, tables.
  public func report(on result: StudyResult) -> StudyReport { StudyReport(self, result) }

  /// One row per structure, quantity, rung and theatre.
  public func table(of result: StudyResult) -> Table { Table(campaign: result) }

  /// None.
  public func sideTables(of result: StudyResult) -> [Table] { [] }

  /// All that fixes the numbers, with the files of the theatres' models.
  public func manifest(
    of result: StudyResult, provenance: Manifest.Provenance
  ) -> Manifest {
    Manifest(self, result, provenance: provenance)
  }
}
