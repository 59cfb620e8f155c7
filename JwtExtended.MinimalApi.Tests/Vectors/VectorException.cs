namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>A vector that is decided against its file.</summary>
/// <param name="Accept">Whether it is accepted.</param>
/// <param name="Kind">What that is: a defect of the file, strict on purpose, harmless, not supported, or a known gap.</param>
/// <param name="Reason">Why.</param>
internal sealed record VectorException(bool Accept, string Kind, string Reason);
