using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the names of claims.</summary>
internal static class ClaimNameValidator
{
    public static IEnumerable<string> Validate(JwtOptions options)
    {
        var (role, publicNamespace, privatePrefix) = (options.RoleClaim, options.PublicClaimNamespace, options.PrivateClaimPrefix);
        if (RoleClaim.Check(role) is { } problem)
            yield return $"RoleClaim {problem}";
        if (publicNamespace is { Length: > 0 } && privatePrefix is { Length: > 0 } && Overlap(publicNamespace, privatePrefix + "_"))
            yield return $"PublicClaimNamespace '{publicNamespace}' and PrivateClaimPrefix '{privatePrefix}' start alike, "
                + "so that public and private claims cannot be distinguished. Change one of them.";
    }

    private static bool Overlap(string a, string b) =>
        a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
}
