namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>What a revocation concerns.</summary>
internal enum RevocationKind
{
    Token,
    Session,
    Identity,
    Everything,
}
