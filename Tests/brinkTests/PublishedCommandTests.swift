import Foundation
import TestSupport
import Testing

/// The commands of `Documentation/published-results.md`, run where the page says.
@Suite struct PublishedCommandTests {
  /// A command of the page, and the number that stands behind it, if one does.
  private static func commands() throws -> [(arguments: [String], number: String?)] {
    let page = try TestFiles.text("Documentation/published-results.md")
      .replacing("\\\n", with: " ")
    var commands: [(arguments: [String], number: String?)] = []
    for line in page.split(separator: "\n") where line.hasPrefix("    brink ") {
      let parts = line.split(separator: "#", maxSplits: 1)
      let words = parts[0].split(separator: " ").dropFirst()
      let said = parts.count > 1 ? parts[1].split(separator: " ").first : nil
      commands.append(
        (
          words.map { String($0).replacing("'", with: "") },
          said.map { String($0).replacing(",", with: "") }
        ))
    }
    return commands
  }

  @Test func everyCommandGivesTheNumberBehindIt() throws {
    let folder = TestFiles.root.appendingPathComponent("Documentation/chains")
    let commands = try Self.commands()
    #expect(commands.count >= 7)
    #expect(commands.count { $0.number != nil } >= 4)
    for command in commands {
      let outcome = try Binary.run(command.arguments + ["--format", "table"], in: folder)
      #expect(outcome.status == 0, "\(command.arguments): \(outcome.speech)")
      if let number = command.number {
        let words = outcome.output.split { $0 == " " || $0 == "\n" }
        #expect(words.contains { $0 == number }, "\(command.arguments): \(outcome.output)")
      }
    }
  }
}
