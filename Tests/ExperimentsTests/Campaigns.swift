import Escalation

/// Campaigns of theatres whose incidents end or become war: chances in closed form.
enum Campaigns {
  /// A model whose incidents become war with probability e^war / (1 + e^war), at a channel availability of 0.5;
  /// `more` is what availability adds to the logit from 0 to 1.
  static func model(war: Double = 0, more: Double = 0, rest: String = "") -> String {
    OddsModel.text(war: "\(war)", end: "0", more: "\(more)")
      + "\nincident_base: {definition: an encounter, count: 3, years: 1990-2000, per_year: 3.65}\n"
      + rest
  }

  /// Residue that does nothing, unless told otherwise.
  static func residue(
    states: String = "[cool, middle, hot]", start: String = "middle", fade: Double = 0,
    effects: String = "{}", arrivals: Double = 0, heat: Double = 0, cool: Double = 0
  ) -> String {
    "{states: \(states), start: \(start), fade: \(fade), effects: \(effects), arrivals: \(arrivals), "
      + "after: {any: {heat: \(heat), cool: \(cool)}}}"
  }

  /// A campaign.
  ///
  /// - Parameters:
  ///   - theatres: As lines of the file, by the names of models.
  ///   - models: The texts of models by their names.
  static func campaign(
    years: Int = 10, theatres: [String] = ["{name: a, model: one}"],
    residue: String = residue(), models: [String: String] = ["one": model()]
  ) throws -> CampaignModel {
    let text = """
      brink: 1
      name: test-campaign
      about: For tests.
      form: campaign
      years: \(years)
      theatres:
      \(theatres.map { "  - \($0)" }.joined(separator: "\n"))
      residue: \(residue)
      """
    return try CampaignModel(ModelDocument(text: text, file: "campaign.yaml")) {
      name throws(TheatreModelError) in
      do throws(ModelError) {
        return try EscalationModel(ModelDocument(text: models[name] ?? "", file: "\(name).yaml"))
      } catch {
        throw TheatreModelError(error.description)
      }
    }
  }
}
