namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A connection that the script <c>signalr.js</c> opens.</summary>
internal sealed record SignalRCase(string Url, string Transport, string Token, string[] Methods);
