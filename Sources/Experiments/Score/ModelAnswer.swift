import Escalation
import Foundation

/// A model's answer to a question: the chance that at least one of the incidents of its window comes
/// to the rung asked for.
public struct ModelAnswer: Sendable, Equatable {
  /// The name of the model that answered.
  public let model: String
  /// The chance that one incident comes to the rung within its horizon.
  public let perIncident: Double
  /// The chance that the question is answered with yes.
  public let probability: Double
  /// One minus it.
  public let complement: Double
  /// In days; nil for ever.
  public let horizon: Int?
  /// The last year of the data that the model's numbers were fitted to, if it says so.
  public let lastYear: Int?

  /// The answer for a number of incidents.
  ///
  /// Incidents arrive as a Poisson process, each comes to the rung by itself with the same chance, so
  /// that those which do are a Poisson process too: none with probability `exp(-incidents p)`.
  ///
  /// - Parameters:
  ///   - perIncident: The exact exceedance probability of the model.
  ///   - incidents: Expected in the window; nil when one incident is given.
  /// - Source: Kingman, Poisson Processes (1993), 5.1, colouring.
  public init(
    model: String, perIncident: Double, incidents: Double?, horizon: Int?, lastYear: Int?
  ) {
    self.model = model
    self.perIncident = perIncident
    self.horizon = horizon
    self.lastYear = lastYear
    guard let incidents else {
      probability = perIncident
      complement = 1 - perIncident
      return
    }
    probability = -Foundation.expm1(-incidents * perIncident)
    complement = Foundation.exp(-incidents * perIncident)
  }

  /// The same for another number of incidents in the window.
  func expecting(_ incidents: Double?) -> ModelAnswer {
    ModelAnswer(
      model: model, perIncident: perIncident, incidents: incidents, horizon: horizon,
      lastYear: lastYear)
  }

  /// The last year of the spans, such as 1946-2014, in the sources of a model's fitted numbers.
  static func lastYear(of model: EscalationModel) -> Int? {
    let keys = Set(
      model.parameters.filter { $0.number.basis == .fitted }.compactMap(\.number.source))
    let years = model.sources.filter { keys.contains($0.key) }.flatMap { source in
      source.cite.matches(of: /\b(?:1[89]|20)\d\d-((?:19|20)\d\d)\b/).compactMap {
        Int($0.output.1)
      }
    }
    return years.max()
  }
}
