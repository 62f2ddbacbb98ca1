import SpecialFunctions

extension CampaignModel {
  /// How many incidents arrive, by theatre and state of residue.
  ///
  /// - Returns: Shape `[theatre][state]`: `per_year * exp(arrivals * v)` ordinary ones and
  ///   `opportunity.per_year * exp(-slope * v)` deliberate ones, v the states above the middle.
  public func rates(_ structure: CampaignStructure) -> [[ArrivalRate]] {
    theatres.indices.map { theatre in
      let base = baseRate(theatre, structure)
      return residue.states.indices.map { state in
        let height = residue.value(state)
        let ordinary = base * Elementary.exp(value(residue.arrivals) * height)
        let deliberate =
          theatres[theatre].opportunity.map {
            value($0.rate) * Elementary.exp(-value($0.slope) * height)
          } ?? 0
        return ArrivalRate(ordinary: ordinary, deliberate: deliberate)
      }
    }
  }

  /// Incidents a year in the middle state, deliberate ones apart: the campaign's number or the model's.
  public func baseRate(_ theatre: Int, _ structure: CampaignStructure) -> Double {
    if let own = theatres[theatre].rate { return value(own) }
    let model = structure.models[theatre]
    return model.incidentBase?.rateParameter.map { model.parameters[$0].number.value } ?? 0
  }

  /// The numbers of a theatre's model in a state of residue.
  ///
  /// - Returns: The values, and the paths of those that are held at the end of their range.
  /// - Throws: `ParameterError` for numbers that the model refuses together; reading a file tries all.
  public func values(
    theatre: Int, state: Int, _ structure: CampaignStructure
  ) throws(ParameterError) -> (values: ParameterValues, held: [String]) {
    let model = structure.models[theatre]
    var shifts: [(parameter: Int, amount: Double)] = []
    for effect in residue.effects {
      guard let index = model.parameterIndex(effect.path) else { continue }
      let amount = value(effect.amount) * residue.value(state)
      let members = model.parameters[index].members
      for member in members.isEmpty ? [index] : members {
        if let place = shifts.firstIndex(where: { $0.parameter == member }) {
          shifts[place].amount += amount
        } else {
          shifts.append((member, amount))
        }
      }
    }
    var held: [String] = []
    let settings = shifts.filter { $0.amount != 0 }.map { index, amount in
      let parameter = model.parameters[index]
      let moved = parameter.number.value + amount
      let possible = parameter.rule.nearest(to: moved)
      if possible != moved { held.append(parameter.path) }
      return (path: parameter.path, value: possible)
    }
    return (try model.values(setting: settings), held)
  }
}
