import Foundation
import TestSupport
import Testing

/// Imports go down, never up or sideways. The build alone lets a transitive import through.
@Suite struct ImportTests {
  /// What each module may import; the same table as in CONTRIBUTING.md.
  static let allowed: [String: Set<String>] = [
    "COpenBLAS": [],
    "RandomStreams": [],
    "SpecialFunctions": ["Synchronization"],
    "ShippedModels": [],
    "LinearAlgebra": ["COpenBLAS"],
    "MarkovChains": [
      "LinearAlgebra", "RandomStreams", "SpecialFunctions", "Synchronization", "Dispatch",
    ],
    "Escalation": ["MarkovChains", "LinearAlgebra", "SpecialFunctions", "Yams", "Foundation"],
    "CVectors": [],
    "FastKernelsAVX2": ["CVectors", "MarkovChains"],
    "FastKernelsAVX512": ["CVectors", "MarkovChains"],
    "FastKernels": ["CVectors", "FastKernelsAVX2", "FastKernelsAVX512", "MarkovChains"],
    "Tables": ["MarkovChains", "Foundation", "Dispatch"],
    "Experiments": [
      "Tables", "Escalation", "MarkovChains", "LinearAlgebra", "RandomStreams", "SpecialFunctions",
      "Foundation", "Dispatch", "Synchronization",
    ],
    "Calibration": [
      "Tables", "Escalation", "MarkovChains", "LinearAlgebra", "RandomStreams", "SpecialFunctions",
      "Foundation", "Dispatch", "Synchronization",
    ],
    "brink": [
      "Calibration", "Tables", "Experiments", "Escalation", "FastKernels", "MarkovChains",
      "ShippedModels",
      "ArgumentParser", "Foundation",
      "Synchronization",
    ],
  ]

  /// Files that alone may bring two worlds together.
  static let onlyFile: [String: [String: String]] = [
    "Escalation": [
      "Yams": "Document/ModelDocument.swift"
    ]
  ]

  private struct File {
    let module: String
    let path: String
    let imports: [String]
    let lineCount: Int
  }

  private static func files() throws -> [File] {
    var folders = ["ShippedModels": "Models"]
    for module in allowed.keys where module != "ShippedModels" {
      folders[module] = "Sources/\(module)"
    }
    return try folders.flatMap { module, folder in
      let root = TestFiles.root.appendingPathComponent(folder)
      let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
      return try (names ?? []).filter { $0.hasSuffix(".swift") }.map { name in
        let lines = try String(
          contentsOf: root.appendingPathComponent(name), encoding: .utf8
        ).split(separator: "\n", omittingEmptySubsequences: false)
        let imports = lines.compactMap { line -> String? in
          let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
          guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1
          else { return nil }
          return String(words[place + 1].split(separator: ".")[0])
        }
        return File(module: module, path: name, imports: imports, lineCount: lines.count)
      }
    }
  }

  @Test func everyModuleIsInTheTable() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: TestFiles.root.appendingPathComponent("Sources").path)
    #expect(Set(folders).union(["ShippedModels"]) == Set(Self.allowed.keys))
    #expect(try Self.files().count > 40)
  }

  @Test func importsGoDown() throws {
    for file in try Self.files() {
      for name in file.imports {
        #expect(
          Self.allowed[file.module]?.contains(name) == true,
          "\(file.module)/\(file.path) imports \(name)")
        if let only = Self.onlyFile[file.module]?[name] {
          #expect(file.path == only, "\(file.module)/\(file.path) imports \(name)")
        }
      }
    }
  }

  /// The table itself has no cycle: floor by floor, everything allowed is lower.
  @Test func theTableGoesDown() {
    var floors: [Set<String>] = []
    var placed: Set<String> = []
    let modules = Set(Self.allowed.keys)
    while placed != modules {
      let next = modules.subtracting(placed).filter {
        (Self.allowed[$0] ?? []).intersection(modules).isSubset(of: placed)
      }
      guard !next.isEmpty else {
        Issue.record("a cycle among \(modules.subtracting(placed))")
        return
      }
      floors.append(Set(next))
      placed.formUnion(next)
    }
    #expect(floors.last == ["brink"])
  }

  @Test func filesHoldOneIdea() throws {
    for file in try Self.files() {
      #expect(file.lineCount <= 400, "\(file.module)/\(file.path) has \(file.lineCount) lines")
    }
  }

  /// Every public symbol below the command line says at least what it is.
  @Test func publicSymbolsAreDocumented() throws {
    for module in Self.allowed.keys where module != "brink" && module != "COpenBLAS" {
      let root = TestFiles.root.appendingPathComponent(
        module == "ShippedModels" ? "Models" : "Sources/\(module)")
      let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
      for name in (names ?? []).filter({ $0.hasSuffix(".swift") }) {
        let lines = try String(
          contentsOf: root.appendingPathComponent(name), encoding: .utf8
        ).split(separator: "\n", omittingEmptySubsequences: false).map {
          $0.drop { $0 == " " }
        }
        for (index, line) in lines.enumerated()
        where line.hasPrefix("public ") && !line.hasPrefix("public extension") {
          let above = lines[..<index].last { !$0.hasPrefix("@") } ?? ""
          #expect(above.hasPrefix("///"), "\(module)/\(name):\(index + 1): \(line)")
        }
      }
    }
  }

  /// Streams are addressed. The one draw from the system is the seed of a study that names none.
  @Test func nothingElseDrawsAtRandom() throws {
    let root = TestFiles.root.appendingPathComponent("Sources")
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    for name in (names ?? []).filter({ $0.hasSuffix(".swift") }) {
      let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
      for word in ["random(in:", "shuffled()", "randomElement", "Hasher("] {
        #expect(!text.contains(word), "\(name) uses \(word)")
      }
      let drawsFromSystem = text.contains("SystemRandomNumberGenerator")
      #expect(!drawsFromSystem || name == "brink/QuestionOptions.swift", "\(name)")
    }
  }
}
