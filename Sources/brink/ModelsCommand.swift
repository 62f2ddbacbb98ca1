import ArgumentParser
import Experiments
import ShippedModels
import Tables

/// `brink models`: what is inside the binary.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the shipped models, one line each.")

  func run() throws {
    let rows = try (ShippedModels.names + ShippedModels.campaigns).map { name in
      let about = try ModelSource.campaign(name)?.about ?? ModelSource.model(name).about
      let firstSentence = about.split(separator: ".").first.map(String.init) ?? about
      return [name, firstSentence]
    }
    try ResultsStream.write(TextTable.text(header: ["name", "about"], rows: rows, leftAligned: 2))
  }
}
