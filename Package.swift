// swift-tools-version: 6.1

import PackageDescription

/// Packages that depend on brink may not pass these flags on: no library but FastKernels may need them.
func compiled(for instructions: String) -> [SwiftSetting] {
  #if arch(x86_64)
    [.unsafeFlags(["-Xcc", "-march=\(instructions)"])]
  #else
    []
  #endif
}

let package = Package(
  name: "brink",
  products: [
    .executable(name: "brink", targets: ["brink"]),
    // Streams are addressed with a type of RandomStreams, so whoever makes an engine imports it too.
    .library(name: "MarkovChains", targets: ["MarkovChains", "RandomStreams"]),
    .library(name: "Escalation", targets: ["Escalation"]),
    .library(name: "FastKernels", targets: ["FastKernels"]),
    .library(name: "Tables", targets: ["Tables"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
    .target(name: "RandomStreams"),
    .target(name: "SpecialFunctions"),
    .target(
      name: "MarkovChains", dependencies: ["LinearAlgebra", "RandomStreams", "SpecialFunctions"]),
    .target(
      name: "Escalation",
      dependencies: ["MarkovChains", "LinearAlgebra", "SpecialFunctions", "Yams"]),
    .target(name: "CVectors"),
    .target(
      name: "FastKernelsAVX2", dependencies: ["CVectors", "MarkovChains"],
      swiftSettings: compiled(for: "x86-64-v3")),
    .target(
      name: "FastKernelsAVX512", dependencies: ["CVectors", "MarkovChains"],
      swiftSettings: compiled(for: "x86-64-v4")),
    .target(
      name: "FastKernels",
      dependencies: ["CVectors", "FastKernelsAVX2", "FastKernelsAVX512", "MarkovChains"]),
    .target(name: "Tables", dependencies: ["MarkovChains"]),
    .target(
      name: "Experiments",
      dependencies: [
        "Escalation", "LinearAlgebra", "MarkovChains", "RandomStreams", "SpecialFunctions",
        "Tables",
      ]),
    .target(
      name: "Calibration",
      dependencies: [
        "Escalation", "Tables", "MarkovChains", "LinearAlgebra", "RandomStreams",
        "SpecialFunctions",
      ]),
    .target(
      name: "ShippedModels",
      path: "Models",
      exclude: [
        "README.md", "model.schema.json", "Evidence/README.md", "Evidence/icb-mediation.csv",
        "Evidence/mie-gaps.csv", "Evidence/crisis-rates.csv", "Evidence/mie-transitions.csv",
      ],
      resources: [
        .embedInCode("belgrade-1999.yaml"),
        .embedInCode("belgrade-1999-dyad.yaml"),
        .embedInCode("china-us.yaml"),
        .embedInCode("china-us-dyad.yaml"),
        .embedInCode("cyber.yaml"),
        .embedInCode("east-china-sea.yaml"),
        .embedInCode("china-us-campaign.yaml"),
        .embedInCode("hainan-2001.yaml"),
        .embedInCode("hainan-2001-dyad.yaml"),
        .embedInCode("korea-1950.yaml"),
        .embedInCode("korea-1950-dyad.yaml"),
        .embedInCode("korean-peninsula.yaml"),
        .embedInCode("major-powers.yaml"),
        .embedInCode("pooled-1946-2014.yaml"),
        .embedInCode("south-china-sea.yaml"),
        .embedInCode("space.yaml"),
        .embedInCode("taiwan-strait-1996.yaml"),
        .embedInCode("taiwan-strait-1996-dyad.yaml"),
        .embedInCode("taiwan-strait-1996-evidence-dyad.yaml"),
        .embedInCode("taiwan-theatre.yaml"),
        .embedInCode("ukraine.yaml"),
        .embedInCode("Evidence/case-factors.csv"),
        .embedInCode("Evidence/case-timelines.csv"),
        .embedInCode("Evidence/move-counts.csv"),
        .embedInCode("Evidence/peak-counts.csv"),
        .embedInCode("Evidence/post-2014-factors.csv"),
        .embedInCode("Evidence/post-2014-timelines.csv"),
        .embedInCode("Evidence/questions.csv"),
      ]),
    .executableTarget(
      name: "brink",
      dependencies: [
        "Calibration", "Experiments", "Escalation", "FastKernels", "MarkovChains", "RandomStreams",
        "ShippedModels", "Tables",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "RandomStreamsTests",
      dependencies: ["RandomStreams", "SpecialFunctions", "TestSupport"]),
    .testTarget(
      name: "SpecialFunctionsTests", dependencies: ["SpecialFunctions", "TestSupport"],
      exclude: ["Vectors"]),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"]),
    .testTarget(
      name: "MarkovChainsTests",
      dependencies: [
        "MarkovChains", "LinearAlgebra", "RandomStreams", "TestSupport",
        .product(name: "BigInt", package: "BigInt"),
      ]),
    .testTarget(
      name: "FastKernelsTests",
      dependencies: [
        "FastKernels", "MarkovChains", "RandomStreams", "SpecialFunctions", "TestSupport",
      ]),
    .testTarget(
      name: "EscalationTests",
      dependencies: [
        "Escalation", "MarkovChains", "ShippedModels", "SpecialFunctions", "TestSupport",
      ],
      exclude: ["Vectors"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Escalation", "MarkovChains", "RandomStreams", "ShippedModels",
        "SpecialFunctions", "Tables", "TestSupport",
      ]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: [
        "Calibration", "Escalation", "MarkovChains", "LinearAlgebra", "RandomStreams",
        "ShippedModels", "SpecialFunctions", "Tables", "TestSupport",
      ], exclude: ["Vectors"]),
    .testTarget(
      name: "brinkTests", dependencies: ["brink", "TestSupport"], exclude: ["Snapshots"]),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
