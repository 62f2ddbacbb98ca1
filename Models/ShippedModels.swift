/// The model files of this folder, embedded in the binary.
public enum ShippedModels {
  /// The names, in the order in which they are listed.
  public static let names = [
    "pooled-1946-2014", "major-powers", "china-us", "korea-1950", "taiwan-strait-1996",
    "belgrade-1999", "hainan-2001", "china-us-dyad", "korea-1950-dyad", "taiwan-strait-1996-dyad",
    "taiwan-strait-1996-evidence-dyad", "belgrade-1999-dyad", "hainan-2001-dyad", "taiwan-theatre",
    "south-china-sea", "korean-peninsula", "east-china-sea", "cyber", "space", "ukraine",
  ]

  /// The names of campaigns, whose theatres name models.
  public static let campaigns = ["china-us-campaign"]

  /// The text of the model or campaign with a name, verbatim, or nil.
  public static func text(_ name: String) -> String? {
    bytes(name).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func bytes(_ name: String) -> [UInt8]? {
    switch name {
    case "pooled-1946-2014": PackageResources.pooled_1946_2014_yaml
    case "major-powers": PackageResources.major_powers_yaml
    case "china-us": PackageResources.china_us_yaml
    case "china-us-campaign": PackageResources.china_us_campaign_yaml
    case "korea-1950": PackageResources.korea_1950_yaml
    case "taiwan-strait-1996": PackageResources.taiwan_strait_1996_yaml
    case "belgrade-1999": PackageResources.belgrade_1999_yaml
    case "hainan-2001": PackageResources.hainan_2001_yaml
    case "china-us-dyad": PackageResources.china_us_dyad_yaml
    case "korea-1950-dyad": PackageResources.korea_1950_dyad_yaml
    case "taiwan-strait-1996-dyad": PackageResources.taiwan_strait_1996_dyad_yaml
    case "taiwan-strait-1996-evidence-dyad": PackageResources.taiwan_strait_1996_evidence_dyad_yaml
    case "belgrade-1999-dyad": PackageResources.belgrade_1999_dyad_yaml
    case "hainan-2001-dyad": PackageResources.hainan_2001_dyad_yaml
    case "taiwan-theatre": PackageResources.taiwan_theatre_yaml
    case "south-china-sea": PackageResources.south_china_sea_yaml
    case "korean-peninsula": PackageResources.korean_peninsula_yaml
    case "east-china-sea": PackageResources.east_china_sea_yaml
    case "cyber": PackageResources.cyber_yaml
    case "space": PackageResources.space_yaml
    case "ukraine": PackageResources.ukraine_yaml
    default: nil
    }
  }
}
