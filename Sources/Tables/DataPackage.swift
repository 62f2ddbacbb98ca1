import Foundation

/// The table schemas of a study's CSV files, as a Frictionless data package.
public struct DataPackage: Encodable {
  let profile = "tabular-data-package"
  let name: String
  let resources: [Resource]

  struct Resource: Encodable {
    let name: String
    let path: String
    let profile = "tabular-data-resource"
    let format = "csv"
    let mediatype = "text/csv"
    let encoding = "utf-8"
    let schema: Schema
  }

  struct Schema: Encodable {
    let fields: [FieldRecord]
    let missingValues = [""]
    let primaryKey: [String]
  }

  struct FieldRecord: Encodable {
    let name: String
    let type: String
    let unit: String?
    let description: String
  }

  /// The schemas of tables.
  public init(name: String, _ tables: [Table]) {
    self.name = name
    resources = tables.map { table in
      Resource(
        name: table.name, path: "\(table.name).csv",
        schema: Schema(
          fields: table.columns.map {
            FieldRecord(
              name: $0.name, type: $0.kind.rawValue, unit: $0.unit, description: $0.description)
          }, primaryKey: table.key))
    }
  }

  /// The package as JSON.
  ///
  /// - Throws: What the encoder throws.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
