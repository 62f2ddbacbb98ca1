import Escalation
import Foundation
import SpecialFunctions
import Tables

extension LadderCalibration {
  /// The text of a model with the fitted numbers stated anew: rows, loadings, gaps, and the offsets of one part.
  ///
  /// - Parameters:
  ///   - base: The model that the numbers are written into; it has the rows, and all that data do not hold.
  ///   - split: The part whose offsets are written where the base has any; nil for none.
  ///   - effects: Coefficients of factors, where they name one.
  ///   - source: What the fitted numbers shall refer to; nil leaves each with the source it has in the base.
  /// - Throws: `CalibrationError.unfit` for a specification that no model file holds;
  ///   `ModelError` where the base lacks a number or states it in a way that cannot be rewritten.
  public func restated(
    _ base: EscalationModel, split: SplitCalibration?, effects: [FactorEffect],
    source: EscalationModel.Source? = nil
  ) throws -> String {
    if split == nil, base.parameterIndex("offsets.up") != nil {
      throw CalibrationError.unfit(
        "'\(base.name)' has offsets, which belong to the rows they were fitted on: name their split with "
          + "--model-split, or take a base without offsets")
    }
    let key = source?.key
    guard fit.specification.rows == [.peak], fit.specification.terms.isEmpty,
      fit.specification.hidden == .frailty, let errors
    else {
      throw CalibrationError.unfit(
        "a model file holds a row for each rung and peak and a frailty; '\(fit.specification.name)' is not "
          + "written into one, its tables are")
    }
    var statements: [(path: String, number: StatedNumber)] = []
    func state(_ path: String, _ number: (EscalationModel, StatedNumber?) -> StatedNumber) {
      let old = base.parameterIndex(path).map { base.parameters[$0].number }
      statements.append((path, number(base, old)))
    }
    for (index, parameter) in fit.fittedParameters.enumerated() {
      let error = errors.values[index].map { Fixed.rounded($0, 3) }
      switch parameter.meaning {
      case .move(let row, let outcome, let count, let held):
        let to = outcome == fit.levels.count ? "end" : fit.levels[outcome]
        let path = "moves.\(fit.levels[row.level]).\(fit.levels[row.peak]).\(to)"
        state(path) { _, old in
          count > 0
            ? StatedNumber(
              value: Fixed.rounded(parameter.value, 4), standardError: error, basis: .fitted,
              source: key ?? old?.source, count: count)
            : Self.unseen(parameter.value, held: held, source: key ?? old?.source)
        }
      case .shift(_, let direction):
        state("frailty.\(LadderFit.directionNames[direction])") { _, old in
          StatedNumber(
            value: Fixed.rounded(parameter.value, 4), standardError: error, basis: .fitted,
            source: key ?? old?.source)
        }
      case .term, .weight: continue
      }
    }
    if let split, let offsets = split.offsets, base.parameterIndex("offsets.up") != nil {
      for (direction, name) in LadderFit.directionNames.enumerated() {
        state("offsets.\(name)") { _, old in
          StatedNumber(
            value: Fixed.rounded(offsets.offsets[direction], 4),
            standardError: offsets.standardErrors.map { Fixed.rounded($0[direction], 3) },
            basis: .fitted, source: key ?? old?.source,
            note: (source == nil ? old?.note : nil)
              ?? "\(split.sequences.sequences.count) sequences, \(split.name)")
        }
      }
    }
    for (level, gap) in zip(fit.levels, gaps) {
      guard let gap, base.parameterIndex("gaps.\(level).short_weight") != nil else { continue }
      let errors = gap.standardErrors
      for (name, value, decimals, error) in [
        ("short_weight", gap.weights[0], 4, errors?.shortWeight),
        ("short_days", gap.meanDays[0], 2, errors?.meanDays[0]),
        ("long_days", gap.meanDays[1], 2, errors?.meanDays[1]),
      ] {
        state("gaps.\(level).\(name)") { _, old in
          StatedNumber(
            value: Fixed.rounded(value, decimals),
            standardError: error.map { Fixed.rounded($0, 3) }, basis: .fitted,
            source: key ?? old?.source,
            count: gap.count)
        }
      }
    }
    for effect in effects {
      guard let factor = effect.contrast.factor else { continue }
      state("coefficients.\(factor).\(effect.contrast.event)") { _, old in
        let rates = effect.ratio.interval
        return StatedNumber(
          value: Fixed.rounded(effect.coefficient.estimate, 2),
          low: Fixed.rounded(effect.coefficient.low, 2),
          high: Fixed.rounded(effect.coefficient.high, 2), basis: .fitted,
          source: key ?? old?.source,
          note: "rate ratio \(Fixed.text(rates.estimate, 2)) (\(Fixed.text(rates.low, 2)) to "
            + "\(Fixed.text(rates.high, 2))), \(effect.contrast.name), within strata; "
            + Self.caution(rates))
      }
    }
    return try base.restated(statements, adding: source)
  }

  /// The source that fitted numbers of one's own data refer to.
  ///
  /// - Parameter data: The name of the data file.
  public func source(data: String) -> EscalationModel.Source {
    var cite =
      "brink calibrate \(data): '\(fit.specification.name)', \(Figures.grouped(Double(sequences.sequences.count))) "
      + "sequences, \(Figures.grouped(Double(sequences.moveCount))) moves, \(Figures.grouped(Double(sequences.clusterCount))) "
      + "clusters; log-likelihood \(Fixed.text(fit.logLikelihood, 1))"
    if let errors { cite += "; standard errors: \(errors.method)" }
    return EscalationModel.Source(key: "calibration", cite: cite)
  }

  /// What stands in the way of taking a ratio for an effect.
  private static func caution(_ rates: EffectInterval) -> String {
    let bound = ConfounderBound(rates)
    guard bound.limit > 1 else { return "the interval holds 1: no effect is seen" }
    return "not assigned by chance: a hidden confounder of strength "
      + "\(Fixed.text(bound.eValue, 1)) both ways could explain it away, of "
      + "\(Fixed.text(bound.eValueOfLimit, 1)) the end of the interval"
  }

  /// A move that was never seen: what the weak prior makes of it, and the range that Jeffreys' prior gives to
  /// nothing seen beside so many that held.
  private static func unseen(_ value: Double, held: Int, source: String?) -> StatedNumber {
    let (a, b) = (0.5, Double(held) + 0.5)
    let low = IncompleteBeta.quantile(a: a, b: b, logLowerTail: log(0.025))
    let high = IncompleteBeta.quantile(a: a, b: b, logLowerTail: log(0.975))
    let ends = [log(low.x / low.complement), log(high.x / high.complement)]
    return StatedNumber(
      value: Fixed.rounded(value, 4), low: (10 * min(ends[0], value)).rounded(.down) / 10,
      high: (10 * max(ends[1], value)).rounded(.up) / 10, basis: .judgement, source: source,
      note:
        "never seen beside \(held) that held: the weak prior of the fit sets the value, Jeffreys' the "
        + "range", count: 0)
  }
}
