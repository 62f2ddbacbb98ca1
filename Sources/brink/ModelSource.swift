import ArgumentParser
import Escalation
import Foundation
import ShippedModels

/// Finds and reads the model that an argument names.
enum ModelSource {
  /// The model, with everything that is wrong with it said on failure.
  static func model(_ argument: String) throws -> EscalationModel {
    let document = try document(argument)
    try refuseCampaign(document, argument)
    return try model(document)
  }

  /// The model of a file, whatever shipped model has its name.
  static func fileModel(_ path: String) throws -> EscalationModel {
    let document = try parsed(text(path), file: path)
    try refuseCampaign(document, path)
    return try model(document)
  }

  /// The model of a document, with everything that is wrong with it said on failure.
  static func model(_ document: ModelDocument) throws -> EscalationModel {
    do throws(ModelError) {
      return try EscalationModel(document)
    } catch {
      throw Speech.fail(error.description, ExitStatus.badData)
    }
  }

  /// Whether an argument names a chain: told by its ending.
  static func isChain(_ argument: String) -> Bool {
    ShippedModels.text(argument) == nil
      && (argument.hasSuffix(".csv") || argument.hasSuffix(".tra"))
  }

  /// The chain of a file, with everything that is wrong with it said on failure.
  static func chain(_ path: String) throws -> ChainModel {
    do {
      return try ChainModel(file: path)
    } catch {
      switch error {
      case .unreadable: throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
      case .invalid: throw Speech.fail(error.description, ExitStatus.badData)
      }
    }
  }

  /// The document of a shipped model or a file. A path is told from a name by a slash or an ending.
  static func document(_ argument: String) throws -> ModelDocument {
    if let text = ShippedModels.text(argument) {
      return try parsed(text, file: "\(argument).yaml")
    }
    return try parsed(text(argument), file: argument)
  }

  private static func parsed(_ text: String, file: String) throws -> ModelDocument {
    do {
      return try ModelDocument(text: text, file: file)
    } catch {
      throw Speech.fail(error.description, ExitStatus.badData)
    }
  }

  private static func text(_ path: String) throws -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let isName = !path.contains("/") && !path.contains(".")
      let hint = Spelling.suggestion(for: path, among: ShippedModels.names)
      throw Speech.fail(
        isName
          ? "no shipped model and no file is called '\(path)'\(hint); `brink models` lists the models"
          : "\(path): no such file",
        ExitStatus.cannotReadOrWrite)
    }
    guard !isDirectory.boolValue else {
      throw Speech.fail("\(path) is a directory; a model is a file", ExitStatus.cannotReadOrWrite)
    }
    let handle = FileHandle(forReadingAtPath: path)
    // One byte past the limit tells a long file from a whole one without reading it all.
    guard let handle, let data = try? handle.read(upToCount: ModelDocument.byteLimit + 1) else {
      if handle != nil { return "" }
      throw Speech.fail("\(path) cannot be read", ExitStatus.cannotReadOrWrite)
    }
    guard data.count <= ModelDocument.byteLimit else {
      throw Speech.fail(
        "\(path):1:1: error: the file is longer than \(ModelDocument.byteLimit >> 20) MiB; "
          + "a model is a few dozen kilobytes", ExitStatus.badData)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      let place = invalidPlace(data)
      throw Speech.fail(
        "\(path):\(place.line):\(place.column): error: the file is not UTF-8 text",
        ExitStatus.badData)
    }
    return text
  }

  /// The first byte that is not UTF-8.
  private static func invalidPlace(_ data: Data) -> (line: Int, column: Int) {
    var low = 0
    var line = 1
    for (index, byte) in data.enumerated() where byte == UInt8(ascii: "\n") {
      if String(validating: data[low...index], as: UTF8.self) == nil { break }
      low = index + 1
      line += 1
    }
    var column = 1
    var decoder = UTF8()
    var bytes = data[low...].makeIterator()
    while case .scalarValue = decoder.decode(&bytes) { column += 1 }
    return (line, column)
  }
}
