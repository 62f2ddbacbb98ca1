import ArgumentParser
import Escalation
import Foundation
import ShippedModels

extension ModelSource {
  /// What a model file may be about.
  enum Subject {
    case incident(EscalationModel)
    case campaign(CampaignModel)
  }

  /// What an argument names, with everything that is wrong with it said on failure.
  static func subject(_ argument: String) throws -> Subject {
    let document = try document(argument)
    return document.isCampaign
      ? .campaign(try campaign(document, argument)) : .incident(try model(document))
  }

  private static func campaign(
    _ document: ModelDocument, _ argument: String
  ) throws -> CampaignModel {
    // Files of theatres lie beside the campaign's own.
    let folder =
      ShippedModels.text(argument) == nil
      ? URL(fileURLWithPath: argument).deletingLastPathComponent() : nil
    do throws(ModelError) {
      return try CampaignModel(document) { name throws(TheatreModelError) in
        try theatreModel(name, beside: folder)
      }
    } catch {
      throw Speech.fail(error.description, ExitStatus.badData)
    }
  }

  /// Refuses a campaign where a model of one incident is meant.
  static func refuseCampaign(_ document: ModelDocument, _ argument: String) throws {
    guard document.isCampaign else { return }
    throw ValidationError(
      "\(argument) is a campaign, which `brink run`, `show` and `validate` take; here a model of one "
        + "incident is meant, such as that of one of its theatres")
  }

  private static func theatreModel(
    _ name: String, beside folder: URL?
  ) throws(TheatreModelError) -> EscalationModel {
    var text = ShippedModels.text(name)
    var file = "\(name).yaml"
    if text == nil {
      guard let folder else {
        throw TheatreModelError(
          "no shipped model is called '\(name)'"
            + Spelling.suggestion(for: name, among: ShippedModels.names))
      }
      let path = name.hasPrefix("/") ? name : folder.appendingPathComponent(name).relativePath
      file = path
      text = try fileText(path, name)
    }
    do throws(ModelError) {
      let document = try ModelDocument(text: text ?? "", file: file)
      if !document.isCampaign { return try EscalationModel(document) }
    } catch {
      let first = error.problems.first
      let place = first.map { ":\($0.position.line):\($0.position.column)" } ?? ""
      let more =
        error.problems.count > 1 ? " (and \(error.problems.count - 1) problems more)" : ""
      throw TheatreModelError(
        "'\(name)' is no valid model: \(file)\(place): \(first?.message ?? "")\(more); "
          + "`brink validate` tells all")
    }
    throw TheatreModelError(
      "'\(name)' is a campaign, and a campaign is no model of one incident, as a theatre needs it")
  }

  private static func fileText(_ path: String, _ name: String) throws(TheatreModelError) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw TheatreModelError(
        "no shipped model and no file is called '\(name)'"
          + Spelling.suggestion(for: name, among: ShippedModels.names)
          + "; a file is looked for beside the campaign's")
    }
    guard !isDirectory.boolValue else {
      throw TheatreModelError("'\(name)' is a directory; a model is a file")
    }
    guard let handle = FileHandle(forReadingAtPath: path),
      // One byte past the limit tells a long file from a whole one without reading it all.
      let data = try? handle.read(upToCount: ModelDocument.byteLimit + 1) ?? Data()
    else { throw TheatreModelError("the file '\(name)' cannot be read") }
    guard data.count <= ModelDocument.byteLimit,
      let text = String(validating: data, as: UTF8.self)
    else {
      throw TheatreModelError(
        "the file '\(name)' is no model: it is not UTF-8 text of at most "
          + "\(ModelDocument.byteLimit >> 20) MiB")
    }
    return text
  }
}
