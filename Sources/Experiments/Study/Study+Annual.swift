import Escalation
import MarkovChains
import RandomStreams
import SpecialFunctions

extension Study {
  /// Why nothing can be said of a year, or nil when it can.
  var annualObstacle: String? {
    guard model.incidentBase?.rateParameter != nil else {
      return
        "annual_risk needs to know how many such incidents there are in a year: the model has no "
        + "incident_base.per_year"
    }
    guard horizon != nil else {
      return "annual_risk counts what becomes of an incident by a horizon: give --horizon 365d"
    }
    return nil
  }

  /// The chance that at least one of a year's incidents does what one of them does with a probability.
  ///
  /// Incidents arrive as a Poisson process and do not touch each other: 1 - exp(-rate p).
  func annual(_ estimate: Estimate, _ values: ParameterValues) -> Estimate {
    guard let parameter = model.incidentBase?.rateParameter else { return estimate }
    let rate = values[parameter]
    return estimate.mapped(
      { -Elementary.expm1(-rate * $0) }, complement: { Elementary.exp(-rate * $0) },
      slope: rate * Elementary.exp(-rate * estimate.value))
  }
}
