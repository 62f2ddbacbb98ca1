// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "kernel-times", targets: ["KernelTimes"])],
  dependencies: [
    .package(name: "brink", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .target(
      name: "Workloads",
      dependencies: [
        .product(name: "MarkovChains", package: "brink"),
        .product(name: "Escalation", package: "brink"),
        .product(name: "FastKernels", package: "brink"),
        .product(name: "Tables", package: "brink"),
      ], path: "Workloads"),
    .executableTarget(
      name: "KernelTimes", dependencies: ["Workloads"], path: "KernelTimes"),
    .executableTarget(
      name: "Speed",
      dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
      path: "Speed",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
