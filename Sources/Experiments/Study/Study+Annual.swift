import Escalation
import MarkovChains
import SpecialFunctions

extension Study {
  /// The estimate of the annual risk, from that of the probability per incident.
  func annual(_ estimate: Estimate, _ values: ParameterValues) -> Estimate {
    guard let rate = AnnualRisk.rate(model, values) else { return estimate }
    return estimate.mapped(
      { AnnualRisk.risk(of: $0, rate: rate) }, complement: { Elementary.exp(-rate * $0) },
      slope: rate * Elementary.exp(-rate * estimate.value))
  }
}
