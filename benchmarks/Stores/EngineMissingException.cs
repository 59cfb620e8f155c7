namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>The exception that is thrown when a database engine is not installed. What needs it is skipped.</summary>
internal sealed class EngineMissingException(string message) : Exception(message);
