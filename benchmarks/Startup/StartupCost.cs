namespace JwtExtended.MinimalApi.Benchmarks.Startup;

/// <summary>What a process has used from its start to its first response.</summary>
/// <param name="Milliseconds">The processor time.</param>
/// <param name="Compiling">The part of it that the just-in-time compiler used.</param>
/// <param name="Methods">The number of methods that it compiled.</param>
internal sealed record StartupCost(double Milliseconds, double Compiling, double Methods);
