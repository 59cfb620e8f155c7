namespace JwtExtended.MinimalApi.Tokens;

/// <summary>How the claims of one app are named: reserved, public (RFC 7519, 4.2), private (RFC 7519, 4.3) or other.</summary>
internal sealed class ClaimNames
{
    private static readonly string[] Registered =
        ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "sst", "fresh", "auth_time", "scope", "csrf", "seed", "ticket"];

    /// <summary>How deep public claims may nest.</summary>
    public const int MaxPublicLevels = 32;

    private readonly string _namespace;
    private readonly string _prefix;

    public ClaimNames(string? publicNamespace, string? privatePrefix, string roleClaim)
    {
        _namespace = publicNamespace ?? "";
        _prefix = string.IsNullOrEmpty(privatePrefix) ? "" : privatePrefix + "_";
        RoleClaim = roleClaim;
    }

    public string RoleClaim { get; }

    public bool HasNamespace => _namespace.Length > 0;

    public bool HasPrefix => _prefix.Length > 0;

    public static bool IsRegistered(string name) => Registered.AsSpan().Contains(name);

    /// <summary>Claims that the holder of a token must not read out of it: they prove something.</summary>
    public static bool IsSecret(string name) => name is "csrf" or "seed";

    /// <summary>Names that the package itself writes or reads.</summary>
    public bool IsReserved(string name) => name == RoleClaim || IsRegistered(name);

    public string ToPublic(string path) => _namespace + path;

    public string ToPrivate(string name) => _prefix + name;

    /// <summary>The path of a public claim; without a namespace, of every claim that is neither reserved nor private by its prefix.</summary>
    public string? PublicPath(string name) => name switch
    {
        _ when IsReserved(name) || !name.StartsWith(_namespace, StringComparison.Ordinal) || name.Length == _namespace.Length => null,
        _ when !HasNamespace && HasPrefix && name.StartsWith(_prefix, StringComparison.Ordinal) => null,
        // Such a name was not made by nesting, and would not come back from it.
        _ when HasEmptySegment(name.AsSpan(_namespace.Length)) => null,
        _ => name[_namespace.Length..],
    };

    /// <summary>The bare name of a private claim; without a prefix, of every claim that is neither reserved nor public by its namespace.</summary>
    public string? PrivateName(string name) => name switch
    {
        _ when IsReserved(name) || !name.StartsWith(_prefix, StringComparison.Ordinal) || name.Length == _prefix.Length => null,
        _ when HasNamespace && name.StartsWith(_namespace, StringComparison.Ordinal) => null,
        _ => name[_prefix.Length..],
    };

    private static bool HasEmptySegment(ReadOnlySpan<char> path) =>
        path.StartsWith('/') || path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal);
}
