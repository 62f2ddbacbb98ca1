/// Holds the rates of conditions against one a day wherever the file changes them: under each structure, each
/// measure by itself, and at each moment.
struct RateReader {
  let model: EscalationModel
  let problems: ProblemList

  func check() {
    guard case .dyad(let form) = model.form, !form.processes.isEmpty else { return }
    for structured in [model] + model.structures.compactMap({ model.structured($0.name) }) {
      let structure = model.structures.first { $0.name == structured.structure }
      guard let stated = values(structured, [], structure?.positions(of: model) ?? []) else {
        continue
      }
      for measure in model.measures {
        let under = structured.values(stated, under: model.withNeeds(measure))
        do throws(ParameterError) {
          try form.check(under, structured.parameters, model.ladder)
        } catch {
          report(error, measure.positions(of: model))
        }
      }
      for moment in model.moments {
        let places = moment.number.position.map { [(path: "moments.\(moment.name)", $0)] } ?? []
        for settings in [moment.settings] + [moment.reference].compactMap({ $0 }) {
          _ = values(structured, settings, places)
        }
      }
    }
  }

  /// The values at some settings, or nil with the problem reported.
  private func values(
    _ structured: EscalationModel, _ settings: [Moment.Setting],
    _ places: [(path: String, position: SourcePosition)]
  ) -> ParameterValues? {
    do throws(ParameterError) {
      return try structured.values(setting: settings.map { (path: $0.path, value: $0.value) })
    } catch {
      report(error, places)
      return nil
    }
  }

  /// At the change of the process itself, if there is one, else where the process stands; once, whatever the
  /// number of structures.
  private func report(
    _ error: ParameterError, _ places: [(path: String, position: SourcePosition)]
  ) {
    var place = places.first
    if case .rateOverflow(let process, _, _) = error {
      let name = "processes.\(process)."
      place =
        places.first { $0.path.contains(name) } ?? place
        ?? model.parameters.first { $0.path.hasPrefix(name) && $0.number.position != nil }
        .flatMap { parameter in parameter.number.position.map { (parameter.path, $0) } }
    }
    let position = place?.position ?? SourcePosition(line: 1, column: 1)
    guard !problems.problems.contains(where: { $0.position == position }) else { return }
    problems.add(at: position, path: place?.path ?? "", error.description)
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
