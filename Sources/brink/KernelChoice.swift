import ArgumentParser
import FastKernels
import Foundation
import MarkovChains

/// The loop that advances trajectories: the fastest that the processor can run, or the one that the
/// environment names. No number depends on it.
enum KernelChoice {
  private static var name: String {
    ProcessInfo.processInfo.environment[FastKernels.variable] ?? ""
  }

  /// The kernel; nil when the environment names one that this processor cannot run.
  static var chosen: LaneKernel? { FastKernels.kernel(named: name.isEmpty ? nil : name) }

  /// The kernel.
  ///
  /// - Throws: The exit code, after saying which names there are.
  static func kernel() throws -> LaneKernel {
    if let chosen { return chosen }
    let names = ([.portable] + FastKernels.available).map(\.name).joined(separator: ", ")
    throw Speech.fail(
      "\(FastKernels.variable) is '\(name)'; this processor runs \(names)", ExitStatus.usage)
  }
}
