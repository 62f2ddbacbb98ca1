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
      let about =
        switch try ModelSource.subject(name) {
        case .incident(let model): model.about
        case .campaign(let campaign): campaign.about
        }
      let firstSentence = about.split(separator: ".").first.map(String.init) ?? about
      return [name, firstSentence]
    }
    try ResultsStream.write(TextTable.text(header: ["name", "about"], rows: rows, leftAligned: 2))
  }
}
