namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>A vector: keys, a text, and whether the file wants it accepted.</summary>
internal sealed record Vector(int Id, string Comment, IReadOnlyList<string> Jwks, string Text, bool IsValid)
{
    public override string ToString() => $"{Id} {Comment}";
}
