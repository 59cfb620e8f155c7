using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates what <see cref="JwtOptions.AcceptLegacyTokens"/> describes.</summary>
internal static class LegacyValidator
{
    // Each one may cost a signature for a token that none of them accepts.
    private const int MaxIssuers = 8;

    public static IEnumerable<string> Validate(IReadOnlyList<LegacyTokenOptions> issuers)
    {
        if (issuers.Count > MaxIssuers)
            yield return $"AcceptLegacyTokens is called {issuers.Count} times; at most {MaxIssuers} kinds and keys are accepted.";
        foreach (var error in issuers.SelectMany(Validate))
            yield return error;
        foreach (var (index, issuer) in issuers.Index())
        {
            // Which of them read a token must not depend on their order.
            if (issuer.Key is { } key && issuers.Take(index).Any(other => other.Key?.Fingerprint == key.Fingerprint))
                yield return Error(issuer, "Key is also that of another call. Give each kind a key of its own.");
        }
    }

    private static IEnumerable<string> Validate(LegacyTokenOptions issuer)
    {
        if (!Enum.IsDefined(issuer.Kind))
        {
            yield return $"AcceptLegacyTokens: {issuer.Kind} is none of {string.Join(", ", Enum.GetNames<LegacyTokenKind>())}.";
            yield break;
        }

        if (issuer.Key is null)
            yield return Error(issuer, "Key is not set. Set the key that its tokens are signed with, or the public part of it.");
        if (issuer.IdentityClaim is "")
            yield return Error(issuer, "IdentityClaim is empty. Set the name of a claim, or leave it unset.");
        if (issuer.RoleClaim is not null && RoleClaim.Check(issuer.RoleClaim) is { } wrongRoles)
            yield return Error(issuer, $"RoleClaim {wrongRoles}");
        if (issuer.MaxTokenLifetime <= TimeSpan.Zero)
            yield return Error(issuer, $"MaxTokenLifetime is {issuer.MaxTokenLifetime}. Set a positive one, or leave it unset.");
        if (issuer.Kind != LegacyTokenKind.JwtBearer)
            yield break;
        if (issuer.IsAccess is null)
            yield return Error(issuer, "IsAccess is not set. Its tokens do not say of which type they are: set a predicate that does.");
        if (issuer.Issuer is null)
            yield return Error(issuer, "Issuer is not set. Set that of its tokens, or an empty string where they have none.");
        if (issuer.Audience is null)
            yield return Error(issuer, "Audience is not set. Set that of its tokens, or an empty string where they have none.");
    }

    private static string Error(LegacyTokenOptions issuer, string problem) => $"AcceptLegacyTokens({issuer.Kind}): {problem}";
}
