import Escalation

/// A small valid campaign of two theatres, in pieces that tests replace.
let smallCampaign = """
  brink: 1
  name: small-campaign
  about: A campaign for tests.
  form: campaign
  years: 10
  theatres:
    - {name: north, model: first, per_year: 3}
    - {name: south, model: second, opportunity: {per_year: 1, slope: 0.5}}
  residue:
    states: [friendly, usual, hostile]
    start: usual
    fade: 0.2
    effects: {nationalism: 0.1}
    arrivals: 0.3
    after:
      any: {heat: 0.1, cool: 0.2}
      war: {heat: 1, cool: 0}
  """

/// The small model with an incident base.
let smallModelWithBase =
  smallModel + "\nincident_base: {definition: an encounter, per_year: 2}\n"

/// The small campaign with one piece of text replaced.
///
/// - Parameter models: What its theatres may name: texts of models.
func smallCampaign(
  replacing old: String = "", with new: String = "",
  models: [String: String] = ["first": smallModelWithBase, "second": smallModelWithBase]
) throws -> CampaignModel {
  let text = old.isEmpty ? smallCampaign : smallCampaign.replacing(old, with: new)
  precondition(old.isEmpty || text != smallCampaign, "the piece to replace is there")
  return try CampaignModel(ModelDocument(text: text, file: "campaign.yaml")) {
    name throws(TheatreModelError) in
    guard let text = models[name] else { throw TheatreModelError("there is no '\(name)'") }
    do throws(ModelError) {
      return try EscalationModel(ModelDocument(text: text, file: "\(name).yaml"))
    } catch {
      throw TheatreModelError(error.description)
    }
  }
}

/// The problems of the small campaign with one piece replaced, a line each.
func campaignProblems(
  replacing old: String, with new: String,
  models: [String: String] = ["first": smallModelWithBase, "second": smallModelWithBase]
) -> [String] {
  do {
    _ = try smallCampaign(replacing: old, with: new, models: models)
    return []
  } catch let error as ModelError {
    return error.description.split(separator: "\n").map(String.init)
  } catch {
    return ["\(error)"]
  }
}
