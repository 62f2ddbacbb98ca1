import Escalation

/// The levels under which a case is run again: coded for it, at the reference, or with something set.
struct HindcastVariant: Sendable {
  /// `case`: coded for the case; `model`: as the model states them; `reference`: where factors change
  /// nothing.
  enum Levels: String, Sendable {
    case coded = "case"
    case stated = "model"
    case reference
  }

  let levels: Levels
  /// What is set on top, as typed; empty for the baseline.
  let measures: String
  /// The point itself, then the corners of the ranges of its factors.
  let points: [ParameterValues]
}

extension Hindcast {
  /// The most factors with ranges whose corners are all computed: 1,024 of them. More have no
  /// range printed.
  static let cornerLimit = 10

  /// The baseline, the reference, and what is set.
  func variants() throws(StudyError) -> [HindcastVariant] {
    let coded = factors.map { $0.map { (path: $0.factor, value: $0.level) } } ?? []
    let reference = zip(model.factors, model.referenceLevels).map {
      (path: $0.name, value: $1)
    }
    let levels: HindcastVariant.Levels = isOwnModel || factors != nil ? .coded : .stated
    let set = settings.map { (path: $0.name, value: $0.value) }
    do {
      let baseline = try corners(of: coded, keeping: [])
      var variants = [HindcastVariant(levels: levels, measures: "", points: baseline)]
      // A dyad has no levels at which its factors change nothing.
      if model.form.isLadder {
        variants.append(
          HindcastVariant(
            levels: .reference, measures: "", points: [try model.values(setting: reference)]))
      }
      for measure in measures {
        variants.append(
          HindcastVariant(
            levels: levels, measures: measure.name,
            points: baseline.map { model.values($0, under: [measure]) }))
      }
      if !settings.isEmpty {
        let names = Set(settings.map(\.name))
        let rest = coded.filter { !names.contains($0.path) }
        variants.append(
          HindcastVariant(
            levels: levels,
            measures: settings.map { "\($0.name)=\($0.value)" }.joined(separator: "+"),
            points: try corners(of: rest + set, keeping: names)))
      }
      return variants
    } catch {
      throw .parameter(error)
    }
  }

  /// The point with these settings, then every corner of the ranges of the factors not kept.
  private func corners(
    of settings: [(path: String, value: Double)], keeping: Set<String>
  ) throws(ParameterError) -> [ParameterValues] {
    var points = [try model.values(setting: settings)]
    let ranges = ranges.filter { !keeping.contains($0.path) }
    guard !ranges.isEmpty, ranges.count <= Self.cornerLimit else { return points }
    let moved = Set(ranges.map(\.path))
    let rest = settings.filter { !moved.contains($0.path) }
    for corner in 0..<(1 << ranges.count) {
      let ends = ranges.enumerated().map { index, range in
        (path: range.path, value: corner >> index & 1 == 0 ? range.low : range.high)
      }
      points.append(try model.values(setting: rest + ends))
    }
    return points
  }

  /// The factors with a range, coded for the case or stated by the model.
  var ranges: [(path: String, low: Double, high: Double)] {
    if let factors {
      return factors.compactMap { level in
        guard let low = level.low, let high = level.high, low < high else { return nil }
        return (level.factor, low, high)
      }
    }
    return model.factors.indices.compactMap { index in
      let number = model.parameters[index].number
      guard let low = number.low, let high = number.high, low < high else { return nil }
      return (model.factors[index].name, low, high)
    }
  }
}
