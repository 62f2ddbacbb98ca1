import ArgumentParser
import Escalation
import Experiments

/// `brink show`: what a model says, or its file to copy and change.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show ladder, factors, numbers, matrix, classes and spectrum.",
    discussion: "brink show hainan-2001 --source > my.yaml")

  @Argument(help: "A shipped model, a .yaml file, or a chain: .csv or .tra.")
  var model: String

  @Flag(help: "Print the file itself.")
  var source = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Set a factor or a coefficient (repeatable).", valueName: "name=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("structures"),
    help: ArgumentHelp(
      "The structure whose numbers are shown; default: the first.", valueName: "name"))
  var structure: String?

  func validate() throws {
    if source, !settings.isEmpty || structure != nil {
      throw ValidationError(
        "--source prints the file as it is; leave out \(settings.isEmpty ? "--structures" : "--set")"
      )
    }
    if let structure, structure.contains(",") {
      throw ValidationError("--structures: one is shown at a time")
    }
  }

  func run() throws {
    if ModelSource.isChain(model) {
      let chain = try ModelSource.chain(model)
      if !settings.isEmpty {
        throw ValidationError("--set: a chain has no parameters; change its file")
      }
      if structure != nil { throw ValidationError("--structures: a chain has none") }
      try ResultsStream.write(source ? chain.sources[0].text : ChainDescription(chain).text)
      return
    }
    if source {
      try ResultsStream.write(ModelSource.document(model).text)
      return
    }
    switch try ModelSource.subject(model) {
    case .incident(let model): try show(model)
    case .campaign(let campaign):
      if structure != nil {
        throw ValidationError("--structures: a campaign is shown under the first of its theatres'")
      }
      if !settings.isEmpty {
        throw ValidationError(
          "--set: the numbers of a campaign and of its theatres are changed in their files")
      }
      try showCampaign(campaign)
    }
  }

  private func show(_ model: EscalationModel) throws {
    let description: ModelDescription
    do {
      description = try ModelDescription(
        model, structure: structure == nil ? nil : QuestionOptions.models(model, structure)[0],
        settings: settings.map(QuestionOptions.setting))
    } catch let error as StudyError {
      throw Speech.fail(error.description, ExitStatus.usage)
    }
    try ResultsStream.write(description.text)
  }

  private func showCampaign(_ campaign: CampaignModel) throws {
    let description: CampaignDescription
    do throws(StudyError) {
      description = try CampaignDescription(campaign, threadCount: ProcessorCount.allowed)
    } catch {
      throw Speech.fail(error.description, ExitStatus.badData)
    }
    try ResultsStream.write(description.text)
  }
}
