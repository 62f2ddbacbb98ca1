import Escalation
import MarkovChains

/// Measures held against the baseline of a model: everything that fixes the numbers.
public struct Comparison: Sendable {
  /// Shapley shares need every combination; without being asked for all of them, they are computed for at
  /// most this many measures.
  static let shapleyLimit = 6
  /// The most measures of which every combination is computed.
  public static let measureLimit = 12
  /// Draws of the parameters where no number is asked for.
  public static let defaultDrawCount = 100

  let model: EscalationModel
  /// The model under each structure that is asked about.
  let models: [EscalationModel]
  let settings: [Setting]
  /// In the order of the file.
  let measures: [Measure]
  let quantity: RiskQuantity
  /// The rungs whose exceedance is compared, ascending.
  let rungs: [Int]
  /// In days from the beginning of the incident; nil follows it for ever.
  let horizon: Int?
  let start: StartPoint
  let wantsAllCombinations: Bool
  /// How many draws of what is not known.
  let drawCount: Int
  let seed: UInt64
  /// The coverage of ranges over the draws, and how sure an order has to be.
  let confidence: Double

  /// A comparison.
  ///
  /// - Parameter rungs: Empty for the rungs of force and war that the start has not reached.
  public init(
    model: EscalationModel, models: [EscalationModel], settings: [Setting], measures: [Measure],
    quantity: RiskQuantity, rungs: Set<Int>, horizon: Int?, start: StartPoint,
    wantsAllCombinations: Bool, drawCount: Int, seed: UInt64, confidence: Double
  ) {
    precondition(
      quantity == .exceedanceProbability || quantity == .annualRisk, "a risk of a rung is compared")
    self.model = model
    self.models = models
    self.settings = settings
    self.measures = model.measures.filter(measures.contains)
    self.quantity = quantity
    let named = [model.ladder.force, model.ladder.war].compactMap { $0 }
    let usual = (named.isEmpty ? [start.peak + 1] : named).filter {
      $0 > start.peak && $0 < model.ladder.rungs.count
    }
    self.rungs = rungs.isEmpty ? usual : rungs.sorted()
    self.horizon = horizon
    self.start = start
    self.wantsAllCombinations = wantsAllCombinations
    self.drawCount = drawCount
    self.seed = seed
    self.confidence = confidence
  }

  /// The model's name.
  public var name: String { model.name }

  /// A set of measures in force, as bits in the order of ``measures``.
  struct Combination: Sendable, Hashable {
    let bits: Int

    static let baseline = Combination(bits: 0)

    func contains(_ measure: Int) -> Bool { bits >> measure & 1 == 1 }

    func adding(_ measure: Int) -> Combination { Combination(bits: bits | 1 << measure) }
  }

  var together: Combination { Combination(bits: (1 << measures.count) - 1) }

  var wantsShapley: Bool { wantsAllCombinations || measures.count <= Self.shapleyLimit }

  func members(_ combination: Combination) -> [Measure] {
    measures.indices.filter(combination.contains).map { measures[$0] }
  }

  /// Each measure alone, with whatever it needs, and all together; every combination where asked for.
  var rows: [Combination] {
    if wantsAllCombinations { return (0..<(1 << measures.count)).map { Combination(bits: $0) } }
    var rows = [Combination.baseline]
    for combination in measures.indices.map(alone) + [together] where !rows.contains(combination) {
      rows.append(combination)
    }
    return rows
  }

  /// A measure with those it needs, as far as they are compared.
  func alone(_ measure: Int) -> Combination {
    model.withNeeds(measures[measure]).reduce(.baseline) { combination, needed in
      measures.firstIndex { $0.name == needed.name }.map(combination.adding) ?? combination
    }
  }

  /// The annual risk of a probability per incident, or the probability itself.
  func risk(_ probability: Double, _ values: ParameterValues) -> Double {
    guard quantity == .annualRisk else { return probability }
    return AnnualRisk.risk(of: probability, rate: AnnualRisk.rate(model, values) ?? 0)
  }
}
