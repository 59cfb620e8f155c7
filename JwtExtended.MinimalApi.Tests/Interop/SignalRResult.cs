namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>What became of a connection: the results of its calls, how it was closed, and what it received.</summary>
internal sealed record SignalRResult(string[] Results, string Closed, string[] Received);
