using BenchmarkDotNet.Running;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Benchmarks.Hostile;
using JwtExtended.MinimalApi.Benchmarks.Micro;
using JwtExtended.MinimalApi.Benchmarks.Support;

switch (args.FirstOrDefault())
{
    case "fuzz":
        return await FuzzRun.RunAsync(new Switches(args));
    case "hostile":
        return await HostileRun.RunAsync(new Switches(args));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ReadingBenchmarks).Assembly).Run(args, BenchmarkConfig.For(args));
        return 0;
}
