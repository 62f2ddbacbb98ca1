/// A column of a table: what it is called, what it holds, and how a row fills it.
struct Column<Row: Sendable>: Sendable {
  let field: Field
  let cell: @Sendable (Row) -> Cell

  init(
    name: String, kind: Field.Kind, unit: String?, description: String,
    cell: @escaping @Sendable (Row) -> Cell
  ) {
    field = Field(name: name, kind: kind, unit: unit, description: description)
    self.cell = cell
  }
}

/// What a reader of a table is told of a column.
struct Field: Sendable, Equatable {
  /// Names of Frictionless table schemas.
  enum Kind: String, Sendable {
    case string, integer, number
  }

  let name: String
  let kind: Kind
  /// nil for what has no unit, or names it in the column `unit`.
  let unit: String?
  let description: String
}
