import Foundation

/// The table schema of a study's CSV, as a Frictionless data package.
struct DataPackage: Encodable {
  let profile = "tabular-data-package"
  let name: String
  let resources: [Resource]

  struct Resource: Encodable {
    let name = "estimates"
    let path = "estimates.csv"
    let profile = "tabular-data-resource"
    let format = "csv"
    let mediatype = "text/csv"
    let encoding = "utf-8"
    let schema: Schema
  }

  struct Schema: Encodable {
    let fields: [Field]
    let missingValues = [""]
    let primaryKey = ["scenario", "quantity", "rung"]
  }

  struct Field: Encodable {
    let name: String
    let type: String
    let unit: String?
    let description: String
  }

  init(_ study: Study, _ columns: [Column]) {
    name = study.model.name
    resources = [
      Resource(
        schema: Schema(
          fields: columns.map {
            Field(
              name: $0.name, type: $0.kind.rawValue, unit: $0.unit, description: $0.description)
          }))
    ]
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
