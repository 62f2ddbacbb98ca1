import Escalation
import MarkovChains

extension Study {
  /// The derivatives of all answers by all numbers of the model, at its settings.
  ///
  /// The answers are solved once. A number costs two compilations of the model and a product with the
  /// difference of the chains, whatever the form of the model.
  ///
  /// - Parameter control: Told of every derivative; an interrupted gradient has no result.
  /// - Throws: `StudyError` for settings that the model refuses and for what the exact engine cannot
  ///   answer.
  public func gradient(control: RunControl = RunControl()) throws(StudyError) -> GradientResult {
    let questions = self.questions
    guard !questions.isEmpty else { throw .nothingAsked }
    let values: ParameterValues
    do { values = try self.values(at: Scenario(number: 0, overrides: [])) } catch {
      throw .parameter(error)
    }
    let compiled = models[0].compile([values], horizon: horizon, start: start)[0]
    let differentiated = differentiated
    let steps = differentiated.map { ParameterStep(self, parameter: $0, at: values) }
    var rows: [[GradientRow]] = questions.map { _ in [] }
    do throws(EngineError) {
      if let obstacle = ExactEngine.obstacle(to: compiled.mixture) { throw obstacle }
      var first = 0
      for batch in MixtureGradient.batches(questions.map(\.asked), of: compiled.mixture) {
        let gradient = try MixtureGradient(compiled.mixture, asking: batch, control: control)
        for (index, step) in zip(differentiated, steps) {
          let derivatives = try derivatives(gradient, along: step, control)
          for (place, answer) in gradient.answers.enumerated() {
            guard let answer else { continue }
            rows[first + place].append(
              GradientRow(
                question: rowQuestion(questions[first + place]), estimate: answer,
                parameter: models[0].parameters[index], value: values[index],
                derivative: derivatives[place]))
          }
          control.advanced(batch.count)
        }
        first += batch.count
      }
    } catch {
      throw .engine(error)
    }
    return GradientResult(
      rows: rows.flatMap { Self.ordered($0) },
      fixed: zip(differentiated, steps).filter { $0.1 == nil }.map {
        models[0].parameters[$0.0].path
      },
      record: StudyResult(
        engine: .init(engine: .exact, why: "one adjoint solve for all numbers"), rows: [],
        passages: [], scenarioCount: 1, finishedScenarioCount: 1, stateCount: compiled.stateCount,
        classCount: compiled.mixture.problems.count, trajectoryCount: nil, remarks: []))
  }

  /// The number of derivatives that a gradient takes.
  public var derivativeCount: Int { questions.count * differentiated.count }

  /// The numbers that the file states, and the levels of factors; what only measures would change is no number of
  /// the case as it stands.
  private var differentiated: [Int] {
    models[0].parameters.indices.filter { index in
      let parameter = models[0].parameters[index]
      return (parameter.isStated || index < models[0].factors.count)
        && !parameter.path.hasPrefix("measures.")
    }
  }

  /// Shape `[quantity]`; nil where the number cannot move, or changes the states themselves.
  private func derivatives(
    _ gradient: MixtureGradient, along step: ParameterStep?, _ control: RunControl
  ) throws(EngineError) -> [Double?] {
    guard let step else { return gradient.quantities.map { _ in nil } }
    let mixtures = models[0].compile(
      [step.base] + step.others.map(\.values), horizon: horizon, start: start
    ).map(\.mixture)
    guard
      let difference = MixtureDifference(
        from: mixtures[0], to: Array(zip(step.others.map(\.weight), mixtures.dropFirst())),
        over: step.step)
    else { return gradient.quantities.map { _ in nil } }
    return try gradient.derivatives(along: difference, control: control)
  }

  /// What cannot be told apart keeps the order of the model.
  private static func ordered(_ rows: [GradientRow]) -> [GradientRow] {
    rows.enumerated().sorted { a, b in
      if a.element.stands(before: b.element) { return true }
      if b.element.stands(before: a.element) { return false }
      return a.offset < b.offset
    }.map(\.element)
  }
}
