/// Holds the rates of conditions against one a day wherever the file changes them: under each structure, each
/// measure by itself, and at each moment.
struct RateReader {
  let model: EscalationModel
  let problems: ProblemList

  func check() {
    guard case .dyad(let form) = model.form, !form.processes.isEmpty else { return }
    for structured in [model] + model.structures.compactMap({ model.structured($0.name) }) {
      let structure = model.structures.first { $0.name == structured.structure }
      guard let stated = values(structured, [], structure?.positions(of: model)) else { return }
      for measure in model.measures {
        let under = structured.values(stated, under: model.withNeeds(measure))
        do throws(ParameterError) {
          try form.check(under, structured.parameters, model.ladder)
        } catch {
          report(error, measure.positions(of: model))
          return
        }
      }
      for moment in model.moments {
        for settings in [moment.settings] + (moment.reference.map { [$0] } ?? []) {
          let position = moment.number.position.map { [(path: "moments.\(moment.name)", $0)] }
          guard values(structured, settings, position) != nil else { return }
        }
      }
    }
  }

  /// The values at some settings, or nil with the problem reported.
  private func values(
    _ structured: EscalationModel, _ settings: [Moment.Setting],
    _ places: [(path: String, position: SourcePosition)]?
  ) -> ParameterValues? {
    do throws(ParameterError) {
      return try structured.values(setting: settings.map { (path: $0.path, value: $0.value) })
    } catch {
      report(error, places ?? [])
      return nil
    }
  }

  /// At the change of the process itself, if there is one.
  private func report(
    _ error: ParameterError, _ places: [(path: String, position: SourcePosition)]
  ) {
    guard case .rateOverflow(let process, _, _) = error else {
      problems.add(
        at: places.first?.position ?? SourcePosition(line: 1, column: 1),
        path: places.first?.path ?? "", error.description)
      return
    }
    let own = model.parameters.filter { $0.path.hasPrefix("processes.\(process).") }
      .compactMap { parameter in parameter.number.position.map { (parameter.path, $0) } }
    let place =
      places.first { $0.path.contains("processes.\(process).") } ?? places.first ?? own.first
    problems.add(
      at: place?.1 ?? SourcePosition(line: 1, column: 1), path: place?.0 ?? "", error.description)
  }
}

extension Structure {
  /// Where it states its numbers.
  fileprivate func positions(
    of model: EscalationModel
  ) -> [(path: String, position: SourcePosition)] {
    statements.compactMap { statement in
      statement.number.position.map {
        ("structures.\(name).set.\(model.parameters[statement.parameter].path)", $0)
      }
    }
  }
}

extension Measure {
  /// Where it states its changes.
  fileprivate func positions(
    of model: EscalationModel
  ) -> [(path: String, position: SourcePosition)] {
    changes.compactMap { change in
      model.parameters[change.number].number.position.map {
        (model.parameters[change.number].path, $0)
      }
    }
  }
}

extension EscalationModel {
  /// A measure and those it needs, and those they need.
  fileprivate func withNeeds(_ measure: Measure) -> [Measure] {
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
}
