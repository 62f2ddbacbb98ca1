import Escalation
import MarkovChains
import SpecialFunctions

extension Study {
  /// The derivatives of all answers by all numbers of the model, at its settings, under each structure.
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
    if quantities.contains(.annualRisk), let obstacle = AnnualRisk.obstacle(model, horizon: horizon)
    {
      throw obstacle
    }
    var parts: [StructureGradient] = []
    for model in models { parts.append(try gradient(of: model, questions, control)) }
    let first = parts[0]
    return GradientResult(
      rows: questions.indices.flatMap { question in parts.flatMap { $0.rows[question] } },
      fixed: models[0].parameters.map(\.path).filter { path in
        parts.allSatisfy { $0.fixed.contains(path) }
      },
      record: StudyResult(
        engine: .init(engine: .exact, why: "one adjoint solve for all numbers"), rows: [],
        passages: [], scenarioCount: 1, finishedScenarioCount: 1,
        stateCount: first.compiled.stateCount,
        classCount: first.compiled.mixture.problems.count, trajectoryCount: nil, remarks: []))
  }

  /// The derivative of 1 - exp(-rate p), from that of p.
  private func annual(
    _ derivative: Double?, by index: Int, at probability: Double, _ values: ParameterValues
  ) -> Double? {
    guard let derivative, let rate = AnnualRisk.rate(model, values) else { return nil }
    let own = model.incidentBase?.rateParameter == index ? probability : 0
    return Elementary.exp(-rate * probability) * (rate * derivative + own)
  }

  /// What one structure says.
  private struct StructureGradient {
    /// Shape `[question][number]`.
    let rows: [[GradientRow]]
    let fixed: Set<String>
    let compiled: CompiledScenario
  }

  private func gradient(
    of model: EscalationModel, _ questions: [RiskQuestion], _ control: RunControl
  ) throws(StudyError) -> StructureGradient {
    let settings = settings.map { (path: $0.name, value: $0.value) }
    let values: ParameterValues
    do { values = try model.values(setting: settings) } catch { throw .parameter(error) }
    let compiled = model.compile([values], horizon: horizon, start: start)[0]
    let differentiated = differentiated(model, values)
    let steps = differentiated.map {
      ParameterStep(model, setting: settings, parameter: $0, at: values)
    }
    var rows: [[GradientRow]] = questions.map { _ in [] }
    do throws(EngineError) {
      if let obstacle = ExactEngine.obstacle(to: compiled.mixture) { throw obstacle }
      var first = 0
      for batch in MixtureGradient.batches(questions.map(\.asked), of: compiled.mixture) {
        let gradient = try MixtureGradient(compiled.mixture, asking: batch, control: control)
        for (index, step) in zip(differentiated, steps) {
          let derivatives = try derivatives(model, gradient, along: step, control)
          for (place, answer) in gradient.answers.enumerated() {
            guard let answer else { continue }
            let question = questions[first + place]
            let isAnnual = question.quantity == .annualRisk
            rows[first + place].append(
              GradientRow(
                question: rowQuestion(question), structure: model.structure,
                estimate: isAnnual ? annual(answer, values) : answer,
                parameter: model.parameters[index], value: values[index],
                derivative: isAnnual
                  ? annual(derivatives[place], by: index, at: answer.value, values)
                  : derivatives[place]))
          }
          control.advanced(batch.count)
        }
        first += batch.count
      }
    } catch {
      throw .engine(error)
    }
    let moving = Set(rows.joined().filter { $0.derivative != nil }.map(\.parameter.path))
    return StructureGradient(
      rows: rows.map(Self.ordered),
      fixed: Set(differentiated.map { model.parameters[$0].path }).subtracting(moving),
      compiled: compiled)
  }

  /// The number of derivatives that a gradient takes.
  public var derivativeCount: Int {
    let settings = settings.map { (path: $0.name, value: $0.value) }
    return questions.count
      * models.reduce(0) { sum, model in
        sum + ((try? model.values(setting: settings)).map { differentiated(model, $0).count } ?? 0)
      }
  }

  /// The numbers to differentiate by: one for both sides where the file or a setting has one, else that of each.
  /// What only measures would change is no number of the case as it stands.
  private func differentiated(_ model: EscalationModel, _ values: ParameterValues) -> [Int] {
    let set = Set(settings.map(\.name))
    let parameters = model.parameters
    let common = parameters.indices.filter { index in
      let members = parameters[index].members
      return !members.isEmpty && model.commonValue(index, values) != nil
        && (parameters[index].isStated || set.contains(parameters[index].path))
        && !members.contains { set.contains(parameters[$0].path) }
    }
    let covered = Set(common.flatMap { parameters[$0].members })
    return parameters.indices.filter { index in
      !covered.contains(index) && !parameters[index].path.hasPrefix("measures.")
        && (parameters[index].members.isEmpty || common.contains(index))
    }
  }

  /// Shape `[quantity]`; nil where the number cannot move, or changes the states themselves.
  private func derivatives(
    _ model: EscalationModel, _ gradient: MixtureGradient, along step: ParameterStep?,
    _ control: RunControl
  ) throws(EngineError) -> [Double?] {
    guard let step else { return gradient.quantities.map { _ in nil } }
    let mixtures = model.compile(
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
