/// A column of a table: what it is called, what it holds, and how a row fills it.
public struct Column<Row: Sendable>: Sendable {
  /// What it is.
  public let field: Field
  /// How a row fills it.
  public let cell: @Sendable (Row) -> Cell

  /// A column.
  public init(
    name: String, kind: Field.Kind, unit: String?, description: String,
    cell: @escaping @Sendable (Row) -> Cell
  ) {
    field = Field(name: name, kind: kind, unit: unit, description: description)
    self.cell = cell
  }
}

/// What a reader of a table is told of a column.
public struct Field: Sendable, Equatable {
  /// Names of Frictionless table schemas.
  public enum Kind: String, Sendable {
    case string, integer, number
  }

  /// Its name in the header.
  public let name: String
  /// What it holds.
  public let kind: Kind
  /// nil for what has no unit, or names it in the column `unit`.
  public let unit: String?
  /// What it means.
  public let description: String
}
