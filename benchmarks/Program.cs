using BenchmarkDotNet.Running;
using JwtExtended.MinimalApi.Benchmarks.Micro;

BenchmarkSwitcher.FromAssembly(typeof(ReadingBenchmarks).Assembly).Run(args, BenchmarkConfig.For(args));
