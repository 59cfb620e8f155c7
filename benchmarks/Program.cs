using BenchmarkDotNet.Running;
using JwtExtended.MinimalApi.Benchmarks.CacheFlood;
using JwtExtended.MinimalApi.Benchmarks.Comparison;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Benchmarks.Hostile;
using JwtExtended.MinimalApi.Benchmarks.Http;
using JwtExtended.MinimalApi.Benchmarks.Micro;
using JwtExtended.MinimalApi.Benchmarks.Pipeline;
using JwtExtended.MinimalApi.Benchmarks.Refresh;
using JwtExtended.MinimalApi.Benchmarks.Startup;
using JwtExtended.MinimalApi.Benchmarks.Stores;
using JwtExtended.MinimalApi.Benchmarks.Support;

switch (args.FirstOrDefault())
{
    case "compare":
        return await CompareRun.RunAsync(new Switches(args));
    case "flood":
        return await FloodRun.RunAsync(new Switches(args));
    case FloodReader.Command:
        return await FloodReader.RunAsync(new Switches(args));
    case "fuzz":
        return await FuzzRun.RunAsync(new Switches(args));
    case "hostile":
        return await HostileRun.RunAsync(new Switches(args));
    case "http":
        return await HttpRun.RunAsync(new Switches(args));
    case "pipeline":
        return await PipelineRun.RunAsync(new Switches(args));
    case "refresh":
        return await RefreshCostRun.RunAsync(new Switches(args));
    case "refresh-race":
        return await RefreshRaceRun.RunAsync(new Switches(args));
    case RefreshRaceApp.Command:
        return await RefreshRaceApp.RunAsync(new Switches(args));
    case "server":
        return await HttpServer.RunAsync(new Switches(args));
    case "startup":
        return await StartupRun.RunAsync(new Switches(args));
    case StartupApp.Command:
        return await StartupApp.RunAsync(new Switches(args));
    case "stores":
        return await StoresRun.RunAsync(new Switches(args));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ReadingBenchmarks).Assembly).Run(args, BenchmarkConfig.For(args));
        return 0;
}
