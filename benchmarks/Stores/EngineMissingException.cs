namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>A database engine is not installed: what needs it is left out.</summary>
internal sealed class EngineMissingException(string message) : Exception(message);
