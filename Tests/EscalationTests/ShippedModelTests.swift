import Foundation
import ShippedModels
import TestSupport
import Testing

@testable import Escalation

@Suite struct ShippedModelTests {
  @Test(arguments: ShippedModels.names)
  func everyModelIsValidAndStatesWhatEveryNumberRestsOn(_ name: String) throws {
    let model = try shipped(name)
    #expect(model.name == name)
    for parameter in model.parameters where parameter.isStated {
      #expect(parameter.number.basis != nil, "\(parameter.path)")
      #expect(parameter.number.source != nil, "\(parameter.path)")
      if parameter.number.basis == .fitted {
        let hasSpread =
          parameter.number.count != nil || parameter.number.standardError != nil
          || parameter.number.low != nil
        #expect(hasSpread, "\(parameter.path)")
      }
    }
    // Structures restate numbers, and moments are numbers too.
    let further = model.structures.flatMap(\.statements).map(\.number) + model.moments.map(\.number)
    for number in further {
      #expect(number.basis != nil && number.source != nil, "\(number)")
    }
    let used = Set((model.parameters.map(\.number) + further).compactMap(\.source))
    #expect(model.incidentBase != nil)
    for source in model.sources {
      #expect(
        used.contains(source.key) || model.incidentBase?.source == source.key
          || model.text.contains("    source: \(source.key)\n"),
        "source \(source.key) is used by nothing")
    }
  }

  @Test(arguments: ShippedModels.campaigns)
  func everyCampaignIsValidAndStatesWhatEveryNumberRestsOn(_ name: String) throws {
    let document = try ModelDocument(text: ShippedModels.text(name) ?? "", file: "\(name).yaml")
    let campaign = try CampaignModel(document) { theatre throws(TheatreModelError) in
      do {
        return try shipped(theatre)
      } catch {
        throw TheatreModelError("\(error)")
      }
    }
    #expect(campaign.name == name)
    for parameter in campaign.parameters {
      #expect(parameter.number.basis != nil, "\(parameter.path)")
      #expect(parameter.number.source != nil, "\(parameter.path)")
    }
    let used = Set(campaign.parameters.compactMap(\.number.source))
    for source in campaign.sources {
      #expect(used.contains(source.key), "source \(source.key) is used by nothing")
    }
  }

  @Test func whatIsEmbeddedIsWhatStandsInTheFolder() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: TestFiles.root.appendingPathComponent("Models").path
    ).filter { $0.hasSuffix(".yaml") }
    #expect(Set(files) == Set((ShippedModels.names + ShippedModels.campaigns).map { "\($0).yaml" }))
    for name in ShippedModels.names + ShippedModels.campaigns {
      #expect(ShippedModels.text(name) == (try TestFiles.text("Models/\(name).yaml")))
    }
    #expect(ShippedModels.text("no-such-model") == nil)
  }

  @Test func startsAndHorizonsAreThoseOfTheCases() throws {
    let expected: [String: (Int, Int?)] = [
      "pooled-1946-2014": (4, nil), "major-powers": (4, nil), "china-us": (4, nil),
      "korea-1950": (4, 365), "taiwan-strait-1996": (4, 365), "belgrade-1999": (1, 365),
      "hainan-2001": (1, 365),
    ]
    let dyads: [String: ([Int], Int?)] = [
      "china-us-dyad": ([4, 3], nil), "korea-1950-dyad": ([3, 4], 365),
      "taiwan-strait-1996-dyad": ([4, 1], 365), "taiwan-strait-1996-evidence-dyad": ([4, 1], 365),
      "belgrade-1999-dyad": ([3, 1], 365), "hainan-2001-dyad": ([1, 3], 365),
      "taiwan-theatre": ([3, 1], 365), "south-china-sea": ([1, 3], 365),
      "korean-peninsula": ([1, 3], 365), "east-china-sea": ([3, 1], 365), "cyber": ([1, 3], 365),
      "space": ([1, 3], 365), "ukraine": ([1, 3], 365),
    ]
    for name in ShippedModels.names {
      let model = try shipped(name)
      if case .dyad = model.form {
        let (postures, horizon) = try #require(dyads[name])
        #expect(model.start.postures == postures && model.horizon == horizon)
        continue
      }
      let (rung, horizon) = try #require(expected[name])
      #expect(model.start == StartPoint(rung: rung, peak: rung))
      #expect(model.horizon == horizon)
    }
  }

  @Test func levelsAreThoseOfTheCases() throws {
    let expected = [
      "korea-1950": [0.5, 0.1, 0.5, 0], "taiwan-strait-1996": [0.5, 0.5, 0.5, 0],
      "belgrade-1999": [0.1, 0.1, 0.9, 0], "hainan-2001": [0.5, 0.5, 0.5, 0],
      "pooled-1946-2014": [0.5, 0.5, 0.5, 0.33],
    ]
    for (name, levels) in expected {
      let model = try shipped(name)
      #expect(model.factors == Factor.theory)
      #expect(model.factors.indices.map { model.statedValues[$0] } == levels, "\(name)")
    }
  }

  /// The schema for editors knows the keys that the reader knows.
  @Test func schemaKnowsTheKeysOfTheReader() throws {
    let data = try Data(
      contentsOf: TestFiles.root.appendingPathComponent("Models/model.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    #expect(
      Set(properties.keys)
        == Set(
          ModelReader.commonKeys + ModelReader.forms.values.flatMap { $0 } + CampaignReader.keys))
    let definitions = try #require(schema["$defs"] as? [String: Any])
    let number = try #require(definitions["number"] as? [String: Any])
    let forms = try #require(number["oneOf"] as? [[String: Any]])
    let stated = try #require(forms.last?["properties"] as? [String: Any])
    #expect(Set(stated.keys) == Set(NumberReader.keys))
  }
}
