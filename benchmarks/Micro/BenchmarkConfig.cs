using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using JwtExtended.MinimalApi.Benchmarks.Peers;
using Perfolizer.Horology;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>How the benchmarks run: in this process, which needs no build a case, and with allocations.</summary>
internal static class BenchmarkConfig
{
    public static IConfig For(string[] args)
    {
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(new AddedColumn())
            .AddFilter(new SimpleFilter(IsSupported));
        // A job of the command line replaces this one.
        return args.Any(arg => arg is "--job" or "-j") ? config : config.AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(12)
            .WithIterationTime(TimeInterval.FromMilliseconds(250)));
    }

    private static bool IsSupported(BenchmarkCase benchmark) =>
        benchmark.Descriptor.WorkloadMethod.Name != nameof(ReadingBenchmarks.JwtNet)
        || JwtNetPeer.Supports((JwtAlgorithm)benchmark.Parameters[nameof(ReadingBenchmarks.Algorithm)]);
}
