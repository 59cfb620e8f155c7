namespace JwtExtended.MinimalApi.Tokens;

/// <summary>How the claims of one app are named: reserved, public (RFC 7519, 4.2), private (RFC 7519, 4.3) or other.</summary>
internal sealed class ClaimNames
{
    private static readonly string[] Registered =
    [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "sst", "gen", "lim",
        "fresh", "auth_time", "scope", "client_id", "csrf", "seed", "ticket",
    ];

    /// <summary>The maximum depth of nested public claims.</summary>
    public const int MaxPublicLevels = 32;

    private readonly string _namespace;
    private readonly string _prefix;

    /// <summary>Defines the names of an app.</summary>
    /// <param name="publicNamespace">The namespace of public claims, if any.</param>
    /// <param name="privatePrefix">The prefix of private claims, if any.</param>
    /// <param name="roleClaim">The name or path of the claim with the roles.</param>
    public ClaimNames(string? publicNamespace, string? privatePrefix, string roleClaim)
    {
        _namespace = publicNamespace ?? "";
        _prefix = string.IsNullOrEmpty(privatePrefix) ? "" : privatePrefix + "_";
        (RoleClaim, Roles) = (roleClaim, Tokens.RoleClaim.Parse(roleClaim));
    }

    /// <summary>The name or path of the claim with the roles, as it is configured.</summary>
    public string RoleClaim { get; }

    public RoleClaim Roles { get; }

    /// <summary>Whether principals have the long names of claims as well.</summary>
    public bool MapsInbound { get; init; }

    public bool HasNamespace => _namespace.Length > 0;

    public bool HasPrefix => _prefix.Length > 0;

    public static bool IsRegistered(string name) => Registered.AsSpan().Contains(name);

    /// <summary>Decides whether a claim is a secret, which a handler must not pass on.</summary>
    /// <param name="name">The full name.</param>
    /// <returns><see langword="true"/> if the claim proves something; otherwise <see langword="false"/>.</returns>
    public static bool IsSecret(string name) => name is "csrf" or "seed";

    /// <summary>Decides whether a claim concerns the issuer alone: secrets, and where a token is in its session.</summary>
    /// <param name="name">The full name.</param>
    /// <returns><see langword="true"/> if only the issuer needs it; otherwise <see langword="false"/>.</returns>
    public static bool IsInternal(string name) => IsSecret(name) || name is "sst" or "gen" or "lim" or "ticket";

    /// <summary>Decides whether the package itself writes or reads a claim.</summary>
    /// <param name="name">The full name.</param>
    /// <returns><see langword="true"/> if it does; otherwise <see langword="false"/>.</returns>
    public bool IsReserved(string name) => name == Roles.Root || IsRegistered(name);

    public string ToPublic(string path) => _namespace + path;

    public string ToPrivate(string name) => _prefix + name;

    /// <summary>
    /// Returns the path of a public claim. Without a namespace, every claim is public that is neither reserved nor private by its prefix.
    /// </summary>
    /// <param name="name">The full name.</param>
    /// <returns>The path without the namespace, or <see langword="null"/> when the claim is not public.</returns>
    public string? PublicPath(string name) => name switch
    {
        _ when IsReserved(name) || !name.StartsWith(_namespace, StringComparison.Ordinal) || name.Length == _namespace.Length => null,
        _ when !HasNamespace && HasPrefix && name.StartsWith(_prefix, StringComparison.Ordinal) => null,
        // Nesting never produces such a name, so it cannot be restored from one.
        _ when HasEmptySegment(name.AsSpan(_namespace.Length)) => null,
        _ => name[_namespace.Length..],
    };

    /// <summary>
    /// Returns the name of a private claim. Without a prefix, every claim is private that is neither reserved nor public by its namespace.
    /// </summary>
    /// <param name="name">The full name.</param>
    /// <returns>The name without the prefix, or <see langword="null"/> when the claim is not private.</returns>
    public string? PrivateName(string name) => name switch
    {
        _ when IsReserved(name) || !name.StartsWith(_prefix, StringComparison.Ordinal) || name.Length == _prefix.Length => null,
        _ when HasNamespace && name.StartsWith(_namespace, StringComparison.Ordinal) => null,
        _ => name[_prefix.Length..],
    };

    private static bool HasEmptySegment(ReadOnlySpan<char> path) =>
        path.StartsWith('/') || path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal);
}
