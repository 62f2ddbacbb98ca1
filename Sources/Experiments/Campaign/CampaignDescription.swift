import Escalation
import MarkovChains
import Tables

/// A campaign as `show` tells it.
public struct CampaignDescription: Sendable {
  /// The whole description, ready to be printed.
  public let text: String

  /// The description under the first structure; the theatres' models are solved for it.
  ///
  /// - Throws: `StudyError` for a model beyond the exact engine.
  public init(_ campaign: CampaignModel, threadCount: Int) throws(StudyError) {
    let structure = campaign.structures[0]
    let laws: PeakLaws
    do throws(EngineError) {
      laws = try campaign.peakLaws([structure], threadCount: threadCount)[0]
    } catch {
      throw .engine(error)
    }
    text =
      [
        Self.identity(campaign), Self.numbers(campaign), Self.theatres(campaign, structure),
        Self.laws(campaign, laws), Self.chain(campaign, structure, laws),
      ].joined(separator: "\n")
  }

  private static func identity(_ campaign: CampaignModel) -> String {
    let names = campaign.structures.compactMap(\.name)
    let structures =
      names.isEmpty
      ? "" : "structures: \(names.joined(separator: ", ")); what follows is under \(names[0])\n"
    let residue = campaign.residue
    let states = residue.states.enumerated().map { state, name in
      let marks = [
        state == residue.start ? "start" : nil, state == residue.middle ? "middle" : nil,
      ].compactMap { $0 }
      return name + (marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))")
    }
    return ModelError.printable(campaign.name) + "\n" + ModelError.printable(campaign.about) + "\n"
      + "followed for: \(campaign.years) years of \(CampaignModel.daysPerYear) days\n"
      + structures
      + ModelError.printable("residue, coolest first: \(states.joined(separator: ", "))") + "\n"
  }

  private static func numbers(_ campaign: CampaignModel) -> String {
    let rows = campaign.parameters.map { parameter -> [String] in
      let number = parameter.number
      let spread =
        if let low = number.low, let high = number.high {
          "\(low) to \(high)"
        } else {
          number.standardError.map { "se \($0)" } ?? ""
        }
      return [
        parameter.path, "\(number.value)", spread, number.basis?.rawValue ?? "not stated",
        number.source ?? "",
      ].map(ModelError.printable)
    }
    return "the campaign's own numbers\n"
      + TextTable.text(
        header: ["path", "value", "spread", "basis", "source"], rows: rows, leftAligned: 5)
  }

  private static func theatres(
    _ campaign: CampaignModel, _ structure: CampaignStructure
  ) -> String {
    let rates = campaign.rates(structure)
    let rows = campaign.theatres.indices.map { theatre in
      [campaign.theatres[theatre].name, campaign.theatres[theatre].modelName].map(
        ModelError.printable)
        + rates[theatre].map { Figures.significant($0.perYear, digits: 3) }
    }
    return "incidents a year, by state of residue, deliberate ones included\n"
      + TextTable.text(
        header: ["theatre", "model"] + campaign.residue.states.map(ModelError.printable),
        rows: rows, leftAligned: 2)
  }

  private static func laws(_ campaign: CampaignModel, _ laws: PeakLaws) -> String {
    let ladder = campaign.ladder
    let named = [ladder.force, ladder.war].compactMap { $0 }
    let rungs = named.isEmpty ? [ladder.rungs.count - 1] : named
    let rows = rungs.flatMap { rung in
      campaign.theatres.indices.map { theatre in
        [ladder.rungs[rung], campaign.theatres[theatre].name].map(ModelError.printable)
          + laws.exceedance[theatre].map { Figures.significant($0[rung], digits: 3) }
      }
    }
    return "chance that an incident reaches the rung or one above, by state of residue\n"
      + TextTable.text(
        header: ["rung", "theatre"] + campaign.residue.states.map(ModelError.printable),
        rows: rows, leftAligned: 2)
  }

  private static func chain(
    _ campaign: CampaignModel, _ structure: CampaignStructure, _ laws: PeakLaws
  ) -> String {
    let residue = campaign.residue
    let problem = campaign.problem(
      laws, structure, reaching: nil, days: CampaignModel.daysPerYear)
    let rows = residue.states.indices.map { state -> [String] in
      var cells = [String](repeating: ".", count: residue.states.count)
      for entry in problem.matrix.row(state) {
        cells[problem.matrix.targets[entry]] = Figures.significant(
          problem.matrix.probabilities[entry], digits: 4)
      }
      return [ModelError.printable(residue.states[state])] + cells
    }
    let table =
      "chain of days: residue from one day to the next\n"
      + TextTable.text(
        header: ["from"] + residue.states.map(ModelError.printable), rows: rows, leftAligned: 1)
    guard let longRun = try? ChainSolver(problem.matrix).stationary() else {
      return table + "in the long run: where it ends depends on where it begins\n"
    }
    let shares = residue.states.indices.map {
      "\(residue.states[$0]) \(Figures.significant(longRun.values[$0], digits: 3))"
    }
    return table
      + ModelError.printable("in the long run, shares of days: \(shares.joined(separator: ", "))")
      + "\n"
  }
}
