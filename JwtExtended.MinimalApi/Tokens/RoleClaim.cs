using System.Collections.Immutable;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Where the roles of a token are: in a claim, or in a member of nested objects, which is written as a JSON Pointer (RFC 6901). One text
/// has one meaning, whatever a token contains: no claim that an issuer lets its users write can take the place of the roles.
/// </summary>
internal sealed class RoleClaim
{
    /// <summary>The maximum number of names in a path.</summary>
    public const int MaxLevels = 4;

    private const char Separator = '/';

    private RoleClaim(ImmutableArray<string> path) => Path = path;

    /// <summary>Gets the names, from that of the claim to that of the member with the roles.</summary>
    public ImmutableArray<string> Path { get; }

    /// <summary>Gets the name of the claim.</summary>
    public string Root => Path[0];

    /// <summary>Gets whether the claim is an object, in which the roles are.</summary>
    public bool IsNested => Path.Length > 1;

    /// <summary>Gets the type of the role claims of a principal.</summary>
    public string PrincipalType => IsNested ? "role" : Root;

    /// <summary>Parses a name or a path.</summary>
    /// <param name="text">The text, which <see cref="Check"/> has accepted.</param>
    /// <returns>Where the roles are.</returns>
    public static RoleClaim Parse(string text) => new(text is [Separator, ..] ? [.. text[1..].Split(Separator).Select(Decode)] : [text]);

    /// <summary>Checks a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What is wrong and how to fix it; <see langword="null"/> for a name or a path.</returns>
    public static string? Check(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return $"is '{text}', which is empty. Set a name such as 'role' or 'roles'.";
        if (text[0] == Separator && !IsPath(text))
        {
            return $"is '{text}', which is not a valid path. Set 1 to {MaxLevels} names, each behind a '/', such as '/realm_access/roles'; "
                + "a '/' in a name is written as '~1', and a '~' as '~0' (RFC 6901).";
        }

        // Names with a colon are URIs (RFC 7519, 2), or of a provider's own, as cognito:groups is.
        if (text[0] != Separator && text.AsSpan().ContainsAny('.', Separator) && !text.Contains(':', StringComparison.Ordinal))
        {
            return $"is '{text}', which is either a path or one name with a dot or slash in it. Set '/{text.Replace('.', Separator)}' for "
                + $"a member of an object, or '/{Encode(text)}' for a claim of that very name.";
        }

        return ClaimNames.IsRegistered(Parse(text).Root)
            ? $"is '{text}', and the claim '{Parse(text).Root}' has another meaning. Set a name such as 'role' or 'roles'."
            : null;
    }

    private static bool IsPath(string text)
    {
        var names = text[1..].Split(Separator);
        return names.Length <= MaxLevels && names.All(static name => !string.IsNullOrWhiteSpace(name) && HasValidEscapes(name));
    }

    // RFC 6901, 3: escaped = "~" ( "0" / "1" )
    private static bool HasValidEscapes(string name)
    {
        for (var i = name.IndexOf('~', StringComparison.Ordinal); i >= 0; i = name.IndexOf('~', i + 1))
        {
            if (i + 1 == name.Length || name[i + 1] is not ('0' or '1'))
                return false;
        }

        return true;
    }

    // RFC 6901, 4: first ~1, then ~0, so that ~01 becomes ~1.
    private static string Decode(string name) =>
        name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static string Encode(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
