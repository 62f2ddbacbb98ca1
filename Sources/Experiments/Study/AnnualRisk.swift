import Escalation
import SpecialFunctions

/// From one incident to a year of them: incidents arrive as a Poisson process and do not touch each other.
enum AnnualRisk {
  /// How many incidents there are in a year; nil where the model does not say.
  static func rate(_ model: EscalationModel, _ values: ParameterValues) -> Double? {
    model.incidentBase?.rateParameter.map { values[$0] }
  }

  /// The chance that at least one of a year's incidents does what each does with a probability.
  static func risk(of probability: Double, rate: Double) -> Double {
    -Elementary.expm1(-rate * probability)
  }

  /// Why nothing can be said of a year, or nil when it can.
  static func obstacle(_ model: EscalationModel, horizon: Int?) -> StudyError? {
    guard model.incidentBase?.rateParameter != nil else {
      return .unanswerable(
        "annual_risk needs to know how many such incidents there are in a year: the model has no "
          + "incident_base.per_year")
    }
    guard horizon != nil else {
      return .usage(
        "annual_risk counts what becomes of an incident by a horizon: give --horizon 365d")
    }
    return nil
  }
}
